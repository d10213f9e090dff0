// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import static io.github.lastack.scenario.Scenario.START;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Scenario.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.facts.Facts;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.history.Tally;
import io.github.lastack.model.TcpState;
import io.github.lastack.replay.Replay;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class LiveFactsTest {
    private final LiveFacts live = new LiveFacts("process 1", START);

    @Test
    void facts_untilNow_areInTheOrderOfTime() {
        Recording.Jvm told = scenario()
                .connection(1)
                .at(1)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(3)
                .endOfStream(at("Feed.poll(Feed.java:58)"))
                .connection(2)
                .at(2)
                .opened(at("Shop.buy(Shop.java:7)"))
                .and()
                .chunkEnds(4, 2)
                .jvm(5);
        told.facts().forEach(live::add);
        assertThat(live.until(second(5)).jvms().get(0).facts()).containsExactlyElementsOf(told.facts());
    }

    @Test
    void facts_openKept_endedForgotten() {
        scenario()
                .connection(1)
                .at(1)
                .opened(at("Feed.connect(Feed.java:31)"))
                .connection(2)
                .at(2)
                .opened(at("Shop.buy(Shop.java:7)"))
                .at(3)
                .closed(at("Shop.buy(Shop.java:9)"))
                .and()
                .jvm(4)
                .facts()
                .forEach(live::add);
        assertThat(idsAt(60)).containsExactly(1L, 2L);
        assertThat(idsAt(3600)).containsExactly(1L);
    }

    @Test
    void whatWasClosedAndForgotten_isStillKnownByItsRemote() {
        scenario()
                .connection(1)
                .at(1)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(2)
                .onlyClosed()
                .and()
                .jvm(4)
                .facts()
                .forEach(live::add);
        for (int look = 1; look <= 2; look++) { // the first one forgets
            Tally tally = new Replay(live.until(second(3600 * look)).jvms(), null).tell(List.of());
            assertThat(tally.connections()).isZero();
            assertThat(tally.closedTo()).containsExactly("10.0.0.7:8080");
        }
    }

    @Test
    void descriptions_ofWhatIsOpen_doNotPileUp() {
        for (int chunk = 1; chunk <= 50; chunk++) {
            scenario()
                    .connection(1)
                    .at(chunk)
                    .listed(TcpState.CLOSE_WAIT, 1, 0, 0, 0)
                    .and()
                    .chunkEnds(chunk + 0.1, 1)
                    .jvm(chunk + 1)
                    .facts()
                    .forEach(live::add);
        }
        Facts kept = live.until(second(60)).jvms().get(0).facts();
        assertThat(kept).filteredOn(SocketFact.StillOpen.class::isInstance).hasSize(2);
        assertThat(kept).filteredOn(SocketFact.AgentInfo.class::isInstance).hasSize(2);
    }

    @Test
    void originOfAClass_toldAgain_keepsWhatWasKnown() {
        live.add(new SocketFact.ClassOrigin(second(1), "com.acme.Feed", "feed.jar", "1.2", "Feed.kt", true));
        live.add(new SocketFact.ClassOrigin(second(2), "com.acme.Feed", "feed.jar", "", "Feed.kt", null));

        assertThat(live.until(second(3)).jvms().get(0).facts())
                .containsExactly(
                        new SocketFact.ClassOrigin(second(2), "com.acme.Feed", "feed.jar", "1.2", "Feed.kt", true));
    }

    private List<Long> idsAt(double seconds) {
        return StreamSupport.stream(
                        live.until(second(seconds)).jvms().get(0).facts().spliterator(), false)
                .filter(SocketFact.Opened.class::isInstance)
                .map(fact -> ((SocketFact.Opened) fact).id())
                .toList();
    }
}
