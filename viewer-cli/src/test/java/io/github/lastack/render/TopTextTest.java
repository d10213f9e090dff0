// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Moment;
import io.github.lastack.render.TopText.Emphasis;
import io.github.lastack.render.TopText.Look;
import io.github.lastack.render.TopText.Order;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopTextTest {
    private static final int WIDTH = 100;
    private static final String FEED = "close-wait/end-of-stream-ignored/client/com.acme.Feed.poll:58";
    private static final String QUOTE = "close-wait/end-of-stream-ignored/client/com.acme.Quote.ask:9";

    private final Moment moment = Moment.of(leaky().endsAt(60));

    @Test
    void screenSaysStatesRatesAndTheSitesThatLeak() {
        assertThat(text(look(Order.WORST, FEED, false, false)))
                .isEqualTo(
                        """
                        lastack top  process 4711, shop.jar                                  watched for 1 min, 00:01:00 UTC
                        connections  0.1 opened, 0.0 closed, 0.0 failed a second
                        states       4 CLOSE_WAIT

                        PROBLEM                                 OPEN   ALL         FOR  LOOK AT
                        close-wait/end-of-stream-ignored           3     3        49 s  com.acme.Feed.poll(Feed.java:58)
                        close-wait/end-of-stream-ignored           1     1        40 s  com.acme.Quote.ask(Quote.java:9)
                        """);
    }

    @Test
    void chosenSiteStandsOutAndOpensToItsStacks() {
        assertThat(lines(look(Order.HELD, QUOTE, false, false)))
                .filteredOn(line -> line.emphasis() == Emphasis.CHOSEN)
                .singleElement()
                .satisfies(line -> assertThat(line.text()).contains("Quote.ask"));
        assertThat(text(look(Order.HELD, QUOTE, true, false)))
                .contains("opened\n  at com.acme.Quote.open(Quote.java:3)")
                .contains("end of stream read\n> at com.acme.Quote.ask(Quote.java:9)")
                .contains("fingerprint  close-wait/end-of-stream-ignored/client/com.acme.Quote.ask:9")
                .doesNotContain("Feed");
    }

    @Test
    void choiceOfASiteThatIsGoneShowsTheList() {
        assertThat(text(look(Order.WORST, "gone", true, false))).contains("LOOK AT");
    }

    @Test
    void nothingIsWiderThanTheScreen() {
        for (Look look : List.of(
                look(Order.WORST, FEED, false, false),
                look(Order.WORST, FEED, true, false),
                look(Order.WORST, FEED, false, true))) {
            assertThat(TopText.of(moment, look, 40))
                    .allSatisfy(line -> assertThat(line.text()).hasSizeLessThanOrEqualTo(40));
            assertThat(TopText.footer(look, 40).text()).hasSizeLessThanOrEqualTo(40);
        }
    }

    @Test
    void pauseAndOrderAreSaid() {
        Look paused = new Look("process 4711", Order.RATE, FEED, false, true, false, "");
        assertThat(text(paused)).contains("PAUSED");
        assertThat(TopText.footer(paused, WIDTH).text()).contains("sort: fastest growing", "p go on");
    }

    @Test
    void nothingLeaksIsSaid() {
        Moment healthy = Moment.of(scenario().chunkEnds(1, 0).endsAt(2));
        assertThat(TopText.of(healthy, look(Order.WORST, FEED, true, false), WIDTH))
                .extracting(TopText.Line::text)
                .contains("no site leaks, as far as has been seen", "states       none");
    }

    private static Scenario leaky() {
        return scenario()
                .connection(1)
                .at(1)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(11)
                .endOfStream(at("Feed.poll(Feed.java:58)"))
                .connection(2)
                .at(2)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(12)
                .endOfStream(at("Feed.poll(Feed.java:58)"))
                .connection(3)
                .at(3)
                .opened(at("Quote.open(Quote.java:3)"))
                .at(20)
                .endOfStream(at("Quote.ask(Quote.java:9)"))
                .connection(4)
                .at(55)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(56)
                .endOfStream(at("Feed.poll(Feed.java:58)"))
                .and()
                .chunkEnds(60, 4);
    }

    private static Look look(Order order, String chosen, boolean stacks, boolean help) {
        return new Look("process 4711, shop.jar", order, chosen, stacks, false, help, "");
    }

    private List<TopText.Line> lines(Look look) {
        return TopText.of(moment, look, WIDTH);
    }

    private String text(Look look) {
        return String.join("\n", lines(look).stream().map(TopText.Line::text).toList()) + "\n";
    }
}
