// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Scenario.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.scenario.Scenario;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnsetTest {
    private final Scenario scenario = scenario();

    @Test
    void site_leakingToTheEnd_grows() {
        leaks(5, 20, 35, 49);

        Onset onset = onsetAt(60);

        assertThat(onset).isEqualTo(new Onset(second(5), second(49), second(5), second(49), true));
    }

    /** What was opened in the last ten seconds may leak as well, and is no finding yet. */
    @Test
    void site_youngConnectionsAtTheEnd_grows() {
        leaks(5, 6, 7);

        assertThat(onsetAt(20).growing()).isTrue();
    }

    @Test
    void site_withoutNewOnesForLong_doesNotGrow() {
        leaks(5, 20, 35);

        assertThat(onsetAt(200).growing()).isFalse();
    }

    @Test
    void site_shortSilenceAfterMany_grows() {
        double[] seconds = new double[100];
        Arrays.setAll(seconds, i -> i * 0.5);
        leaks(seconds);

        assertThat(onsetAt(63).growing()).isTrue();
    }

    /** Two a second; the agent notices them at its probe. */
    @Test
    void silenceOfTwoSecondsBeforeTheLastThatCouldBeFound_isNoEnd() {
        double[] seconds = new double[27];
        Arrays.setAll(seconds, i -> i * 0.5);
        leaks(seconds);

        assertThat(onsetAt(24.9).growing()).isTrue();
        assertThat(onsetAt(26).growing()).isFalse();
    }

    @Test
    void site_burst_doesNotGrow() {
        leaks(5, 5, 5, 5);

        assertThat(onsetAt(20).growing()).isFalse();
    }

    @Test
    void site_twoConnections_isUndecided() {
        leaks(5, 20);

        assertThat(onsetAt(40).growing()).isFalse();
    }

    private void leaks(double... seconds) {
        for (int i = 0; i < seconds.length; i++) {
            scenario.connection(i + 1)
                    .at(seconds[i])
                    .opened(at("Feed.connect(Feed.java:31)"))
                    .at(seconds[i])
                    .endOfStream(at("Feed.poll(Feed.java:58)"));
        }
    }

    private Onset onsetAt(double end) {
        List<LeakSite> sites = Diagnoser.diagnose(scenario.endsAt(end)).sites();
        assertThat(sites).hasSize(1);
        return sites.get(0).onset();
    }
}
