// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.LiveSnapshot;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.Lossy;
import io.github.lastack.render.text.TopText.Emphasis;
import io.github.lastack.render.text.TopText.Look;
import io.github.lastack.render.text.TopText.Order;
import io.github.lastack.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopTextTest {
    private static final int WIDTH = 100;
    private static final String FEED = "close-wait/end-of-stream-ignored/client/com.acme.Feed.poll:58";
    private static final String QUOTE = "close-wait/end-of-stream-ignored/client/com.acme.Quote.ask:9";

    private final LiveSnapshot moment = LiveSnapshot.of(leaky().endsAt(60));

    @Test
    void screen_leaky_showsStatesRatesAndSites() {
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
    void connectsThatNobodyAnswers_areToldBelowTheStates() {
        LiveSnapshot hanging = LiveSnapshot.of(Lossy.recording());

        assertThat(joined(TopText.of(hanging, look(Order.WORST, "", false, false), 200)))
                .contains("states       1 SYN_SENT")
                .contains("             1 connect to 10.9.9.9:443 unanswered for 40 s (6 SYNs sent), with a timeout of"
                        + " 1 min, opened by com.acme.Rates.fetch(Rates.java:12)\n");
    }

    @Test
    void site_chosen_standsOutAndOpensItsStacks() {
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
    void site_chosenAndGone_showsTheList() {
        assertThat(text(look(Order.WORST, "gone", true, false))).contains("LOOK AT");
    }

    @Test
    void screen_anyWidth_fits() {
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
    void screen_of80Columns_keepsTheBlamedClassesAndTheClockWhole() {
        LiveSnapshot shop = LiveSnapshot.of(scenario()
                .connection(1)
                .at(1)
                .opened(at("PriceFeed.subscribe(PriceFeed.java:37)"))
                .at(11)
                .endOfStream(at("io.github.lastack.samples.shop.wholesale.PriceFeedSubscription"
                        + ".poll(PriceFeedSubscription.java:31)"))
                .and()
                .chunkEnds(60, 1)
                .endsAt(60));
        Look look = new Look(
                "process 4711, io.github.lastack.samples.LeakyShop", Order.WORST, "", false, false, false, false, "");

        assertThat(joined(TopText.of(shop, look, 80)))
                .isEqualTo(
                        """
                        lastack top  process 4711, i.g.l.s.LeakyShop     watched for 1 min, 00:01:00 UTC
                        connections  0.0 opened, 0.0 closed, 0.0 failed a second
                        states       1 CLOSE_WAIT

                        PROBLEM, LOOK AT                        OPEN   ALL         FOR
                        close-wait/end-of-stream-ignored           1     1        49 s
                          i.g.l.s.s.wholesale.PriceFeedSubscription.poll(PriceFeedSubscription.java:31)
                        """);
    }

    @Test
    void clock_besideALongTitle_isWhole() {
        String title = "process 4711, this-is-the-shop-of-all-shops-that-there-are-and-has-a-long-name.jar";
        Look look = new Look(title, Order.WORST, "", false, false, true, false, "");

        assertThat(TopText.of(moment, look, 80).get(0).text())
                .isEqualTo("lastack top  PAUSED  process 4711, this-is-the-shop-of-all-shops-…  00:01:00 UTC");
    }

    @Test
    void states_widerThanTheScreen_areBrokenBetweenTwo() {
        LiveSnapshot many = new LiveSnapshot(
                new LiveSnapshot.Watch(moment.at(), moment.watched(), ""),
                Map.of(TcpState.CLOSE_WAIT, 12_345, TcpState.TIME_WAIT, 5),
                moment.rates(),
                List.of(),
                new LiveSnapshot.Young(0, moment.closeWaitLimit()),
                new LiveSnapshot.Kernel(null, List.of()),
                List.of());

        assertThat(joined(TopText.of(many, look(Order.WORST, "", false, false), 32)))
                .contains("CLOSE_WAIT\n", "TIME_WAIT\n")
                .doesNotContain("5\n", "…\n             ");
    }

    @Test
    void stacks_of80Columns_haveWholeFrames() {
        LiveSnapshot shop = LiveSnapshot.of(scenario()
                .connection(1)
                .at(1)
                .opened(at(
                        "java.net.Socket.connect(Socket.java:633)",
                        "org.apache.http.Pool.lease(Pool.java:9)",
                        "io.github.lastack.samples.shop.wholesale.PriceFeed.subscribe(PriceFeed.java:37)"))
                .at(11)
                .endOfStream(at("io.github.lastack.samples.shop.wholesale.PriceFeed.poll(PriceFeed.java:31)"))
                .and()
                .chunkEnds(60, 1)
                .endsAt(60));
        String site = shop.sites().get(0).fingerprint();
        Look folded = new Look("process 4711", Order.WORST, site, true, false, false, false, "");
        Look all = new Look("process 4711", Order.WORST, site, true, true, false, false, "");

        assertThat(joined(TopText.of(shop, folded, 80)))
                .contains("  ... 1 frame of the JDK\n  ... 1 frame of org.apache\n")
                .contains("  at i.g.lastack.samples.shop.wholesale.PriceFeed.subscribe(PriceFeed.java:37)\n")
                .contains("> at io.github.lastack.samples.shop.wholesale.PriceFeed.poll(PriceFeed.java:31)\n");
        assertThat(joined(TopText.of(shop, all, 80)))
                .contains("  at java.net.Socket.connect(Socket.java:633)\n")
                .contains("  at org.apache.http.Pool.lease(Pool.java:9)\n");
        assertThat(TopText.footer(folded, 79).text()).contains("esc back");
    }

    @Test
    void attaching_isSaidAtOnce() {
        assertThat(joined(TopText.attaching("process 4711", 80))).isEqualTo("lastack top  process 4711\nattaching…\n");
    }

    @Test
    void window_ofTooManyLines_keepsTheHeadAndTheChosenSiteAndCountsTheRest() {
        List<TopText.Line> lines = new ArrayList<>();
        lines.add(new TopText.Line("title", Emphasis.STRONG));
        lines.add(new TopText.Line("heads", Emphasis.STRONG));
        for (int i = 0; i < 10; i++) {
            lines.add(new TopText.Line("site " + i, i == 7 ? Emphasis.CHOSEN : Emphasis.BAD));
        }

        assertThat(joined(TopText.window(lines, 6)))
                .isEqualTo("title\nheads\nsite 5\nsite 6\nsite 7\n… 2 more lines below, 5 above\n");
        assertThat(TopText.window(lines, 12)).isEqualTo(lines);
    }

    @Test
    void screen_pausedOrSorted_saysSo() {
        Look paused = new Look("process 4711", Order.RATE, FEED, false, false, true, false, "");
        assertThat(text(paused)).contains("PAUSED");
        assertThat(TopText.footer(paused, WIDTH).text()).contains("sort: fastest growing", "p resume");
    }

    @Test
    void screen_healthy_saysSo() {
        LiveSnapshot healthy = LiveSnapshot.of(scenario().chunkEnds(1, 0).endsAt(2));
        assertThat(TopText.of(healthy, look(Order.WORST, FEED, true, false), WIDTH))
                .extracting(TopText.Line::text)
                .contains("no leak site found so far", "states       none");
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
        return new Look("process 4711, shop.jar", order, chosen, stacks, false, false, help, "");
    }

    private List<TopText.Line> lines(Look look) {
        return TopText.of(moment, look, WIDTH);
    }

    private String text(Look look) {
        return joined(lines(look));
    }

    private static String joined(List<TopText.Line> lines) {
        return String.join("\n", lines.stream().map(TopText.Line::text).toList()) + "\n";
    }
}
