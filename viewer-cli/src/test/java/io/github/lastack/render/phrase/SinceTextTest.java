// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import org.junit.jupiter.api.Test;

class SinceTextTest {
    /** A recording shorter than the limit finds only what was opened before it, however briskly. */
    @Test
    void rate_openedBeforeTheRecording_isLeftOut() {
        Scenario scenario = scenario().site(7, at("Feed.connect(Feed.java:31)"));
        for (int i = 0; i < 4; i++) {
            scenario.connection(i).at(7.9).listed(TcpState.CLOSE_WAIT, -4 + i * 0.6, -4 + i * 0.6, 7, 0);
        }
        Diagnosis diagnosis = Diagnoser.diagnose(scenario.endsAt(8));
        LeakSite site = diagnosis.sites().get(0);

        assertThat(site.onset().growing()).isTrue();
        assertThat(SinceText.of(site, diagnosis.recording()))
                .isEqualTo("2025-12-31 23:59:56 UTC, before the recording");
    }
}
