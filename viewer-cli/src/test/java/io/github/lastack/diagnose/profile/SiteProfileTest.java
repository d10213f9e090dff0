// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.profile;

import static io.github.lastack.scenario.Scenario.START;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Scenario.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SiteProfileTest {
    private static final List<String> ONE_WAY = at("Feed.connect(Feed.java:31)", "Feed.poll(Feed.java:55)");
    private static final List<String> OTHER_WAY = at("Feed.connect(Feed.java:31)", "Feed.retry(Feed.java:77)");
    private static final List<String> POLL = at("Feed.poll(Feed.java:58)");

    @Test
    void stacks_distinct_areCounted() {
        Scenario scenario = scenario();
        for (int id = 1; id <= 5; id++) {
            scenario.connection(id)
                    .at(id)
                    .opened(id < 4 ? ONE_WAY : OTHER_WAY)
                    .at(10)
                    .endOfStream(POLL);
        }

        SiteProfile profile =
                Diagnoser.diagnose(scenario.endsAt(60)).sites().get(0).profile();

        assertThat(profile.opened().stacks())
                .containsExactly(new StackTally.Counted(ONE_WAY, 3), new StackTally.Counted(OTHER_WAY, 2));
        assertThat(profile.endOfStream().stacks()).containsExactly(new StackTally.Counted(POLL, 5));
        assertThat(profile.closed().isEmpty()).isTrue();
    }

    @Test
    void stacks_tooMany_areCountedTogether() {
        StackTally.Collector tally = new StackTally.Collector();
        for (int i = 0; i < 203; i++) {
            tally.add(at("Proxy" + i + ".run(Proxy.java:1)"));
        }
        tally.add(at("Proxy0.run(Proxy.java:1)"));

        StackTally counted = tally.finish();

        assertThat(counted.stacks()).hasSize(200);
        assertThat(counted.stacks().get(0).connections()).isEqualTo(2);
        assertThat(counted.others()).isEqualTo(3);
        assertThat(counted.connections()).isEqualTo(204);
    }

    @Test
    void dwell_bins_growByAFactorWithoutGap() {
        DwellBins.Collector dwell = new DwellBins.Collector();
        for (long millis : new long[] {1, 30, 40, 60_000}) {
            dwell.add(Duration.ofMillis(millis));
        }

        List<DwellBins.Bin> bins = dwell.finish().bins();

        assertThat(bins.stream().mapToLong(DwellBins.Bin::connections).sum()).isEqualTo(4);
        assertThat(bins.get(0).from()).isEqualTo(Duration.ofMillis(1));
        assertThat(bins.get(bins.size() - 1).to()).isGreaterThan(Duration.ofMinutes(1));
        for (int i = 1; i < bins.size(); i++) {
            assertThat(bins.get(i).from()).isEqualTo(bins.get(i - 1).to());
        }
    }

    @Test
    void flow_site_countsOpenedEndedAndHeld() {
        Flow.Collector flow = new Flow.Collector(START);
        flow.add(second(-100), null);
        flow.add(second(10), second(50));
        flow.add(second(20), null);

        Flow counted = flow.finish(second(60));

        assertThat(counted.steps().get(0).at()).isEqualTo(START);
        assertThat(counted.steps()).hasSizeBetween(50, 120);
        assertThat(counted.peak()).isEqualTo(3);
        assertThat(counted.steps().get(counted.steps().size() - 1).held()).isEqualTo(2);
        assertThat(counted.steps().stream().mapToLong(Flow.Step::opened).sum()).isEqualTo(3);
        assertThat(counted.steps().stream().mapToLong(Flow.Step::ended).sum()).isOne();
    }

    @Test
    void flow_years_hasNoMoreStepsThanSeconds() {
        Flow.Collector flow = new Flow.Collector(START);
        flow.add(second(1), second(2));

        assertThat(flow.finish(second(400_000_000)).steps()).hasSizeBetween(50, 120);
    }
}
