// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.model.TcpState;
import io.github.lastack.replay.Recording;
import org.junit.jupiter.api.Test;

class ConnectionTextTest {
    @Test
    void eachContradictionIsToldWithItsTimeAndState() {
        Recording recording = scenario()
                .connection(1)
                .at(1)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(2)
                .probed(TcpState.LISTEN)
                .at(3)
                .established()
                .and()
                .endsAt(10);

        assertThat(ConnectionText.of(Diagnoser.diagnose(recording), Style.PLAIN))
                .contains(
                        "  2026-01-01T00:00:02Z            did not fit: in ESTABLISHED, the kernel said LISTEN\n",
                        "  2026-01-01T00:00:03Z            did not fit: in LISTEN, heard CONNECTED\n");
    }
}
