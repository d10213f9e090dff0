// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import org.junit.jupiter.api.Test;

class DangersTest {
    @Test
    void leakOfWhichThePeerResetSome_isCountedInTheStatesInWhichItsConnectionsAre() {
        Scenario scenario = scenario();
        for (int i = 1; i <= 20; i++) {
            Scenario.Connection each = scenario.connection(i)
                    .at(1)
                    .opened(at("Feed.connect(Feed.java:31)"))
                    .at(2)
                    .endOfStream(at("Feed.poll(Feed.java:58)"));
            if (i > 5) {
                each.at(3).probed(TcpState.CLOSED);
            }
        }

        Dangers dangers = new Dangers(Diagnoser.diagnose(scenario.endsAt(60)));

        assertThat(dangers.of(TcpState.CLOSE_WAIT).words()).isEqualTo("5 held too long");
        assertThat(dangers.of(TcpState.CLOSED).words()).isEqualTo("15 never closed");
    }
}
