// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.GoldenTest;
import io.github.lastack.render.layout.Shell;
import io.github.lastack.render.layout.Style;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SummaryTextTest {
    private static final int SCREEN = 40;

    static Stream<Arguments> screens() {
        return GoldenTest.recordings().entrySet().stream().flatMap(recording -> Stream.of(80, 100, 132)
                .map(width -> Arguments.of(recording.getKey(), width, Diagnoser.diagnose(recording.getValue()))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("screens")
    void summary_anyRecording_isOneScreen(String name, int width, Diagnosis diagnosis) {
        List<String> lines =
                SummaryText.of(diagnosis, new Style(false, width)).lines().toList();

        assertThat(lines).hasSizeLessThanOrEqualTo(SCREEN);
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    }

    /** With a row for the command, and one for the prompt that comes after it. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("screens")
    void summary_onATerminalOf24Rows_keepsTheVerdictAndTheWorstSite(String name, int width, Diagnosis diagnosis) {
        String text = SummaryText.of(diagnosis, new Style(false, width).withRows(24));
        String whole = SummaryText.of(diagnosis, new Style(false, width));

        List<String> lines = text.lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(22);
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
        assertThat(lines).startsWith(whole.lines().limit(2).toArray(String[]::new));
        if (!diagnosis.sites().isEmpty()) {
            assertThat(text).contains("\n1. ", "\n   look at   ", "\n   to do ");
        }
        if (!text.equals(whole)) {
            assertThat(text).contains("Left out (24 rows): ");
        }
    }

    @Test
    void summary_onATallTerminal_isWhole() {
        Diagnosis diagnosis = Diagnoser.diagnose(GoldenTest.recordings().get("leaky"));

        assertThat(SummaryText.of(diagnosis, new Style(false, 100).withRows(60)))
                .isEqualTo(SummaryText.of(diagnosis, new Style(false, 100)));
    }

    @Test
    void summary_onASmallTerminal_leavesOutWhatMattersLeast() {
        Diagnosis diagnosis = Diagnoser.diagnose(GoldenTest.recordings().get("leaky"));

        assertThat(SummaryText.of(diagnosis, new Style(false, 80).withRows(24)))
                .isEqualTo(
                        """
                        4 leak sites
                        2026-01-01 00:00:00 to 00:05:00 UTC, 5 min of com.acme.Shop, 39 connections, in
                        app.jfr

                        1. close-wait / end-of-stream-ignored
                           5 connections, all in CLOSE_WAIT, the oldest for 4 min 50 s (1 below the
                           limit)
                           look at   com.acme.Feed.poll(Feed.java:58)
                           since     00:00:10 UTC
                           to do     close the socket when read returns -1
                        2. close-wait / end-of-stream-unread  1 at com.acme.Prices.quote(Prices.java:12)
                        3. time-wait / short-lived-connections  20 at Metrics.report(Metrics.java:40)
                        and 1 more: time-wait / server-closes-first  12 at c.a.Shop.answer(Shop.java:31)

                        states        from 00:00:00 UTC to 00:05:00 UTC                    peak   at end
                        ESTABLISHED   ███▇▇▄▄▂▂▂▂▂▂▂▂▂▂                      ▂▂▂▂   ▂▄        5        1
                        CLOSE_WAIT     ▂▂▃▄▄▆▆▆▆▆▆▆▆▆▆▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇█        6        6
                        TIME_WAIT       ▃▅█████████▆▂                        ▁▃▅▅▅▅▅▅▅       20       12
                        Next  lastack sites app.jfr  with the stacks
                        Left out (24 rows): details of 2 sites, empty states, commands; all: '| less'
                        """);
    }

    @Test
    void secondLine_ofAnyRecording_hasTheDate() {
        Diagnosis diagnosis = Diagnoser.diagnose(GoldenTest.recordings().get("leaky"));

        assertThat(SummaryText.of(diagnosis, Style.PLAIN).lines().toList().get(1))
                .isEqualTo("2026-01-01 00:00:00 to 00:05:00 UTC, 5 min of com.acme.Shop, 39 connections, in app.jfr");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("screens")
    void terminal_withoutUnicode_getsAscii(String name, int width, Diagnosis diagnosis) {
        assertThat(SummaryText.of(diagnosis, new Style(false, width, false, false)))
                .matches("\\p{ASCII}*");
    }

    @Test
    void file_withSpaces_isQuotedForAShell() {
        assertThat(Shell.words(List.of("app.jfr", "my app.jfr", "it's.jfr", "$HOME")))
                .isEqualTo("app.jfr 'my app.jfr' 'it'\\''s.jfr' '$HOME'");
    }

    @Test
    void leak_stillGoingOn_grows() {
        Scenario scenario = scenario();
        for (int i = 1; i <= 10; i++) {
            scenario.connection(i)
                    .at(i * 6)
                    .opened(at("Feed.connect(Feed.java:31)"))
                    .at(i * 6 + 1)
                    .endOfStream(at("Feed.poll(Feed.java:58)"));
        }

        assertThat(SummaryText.of(Diagnoser.diagnose(scenario.endsAt(75)), Style.PLAIN))
                .startsWith("1 leak site, still growing\n")
                .contains("   since     00:00:07 UTC, growing by 9.2 a minute\n");
    }

    @Test
    void leak_openBeforeTheRecording_isSinceBefore() {
        Diagnosis diagnosis = Diagnoser.diagnose(scenario()
                .site(7, at("Feed.connect(Feed.java:31)"))
                .connection(1)
                .at(59)
                .listed(TcpState.CLOSE_WAIT, -100, -200, 7, 0)
                .and()
                .endsAt(60));

        assertThat(SummaryText.of(diagnosis, Style.PLAIN))
                .contains("   since     2025-12-31 23:58:20 UTC, before the recording\n");
    }

    @Test
    void time_overNight_hasItsDay() {
        Diagnosis diagnosis = Diagnoser.diagnose(scenario()
                .connection(1)
                .at(80_000)
                .opened(at("Feed.connect(Feed.java:31)"))
                .at(80_001)
                .endOfStream(at("Feed.poll(Feed.java:58)"))
                .and()
                .endsAt(90_000));

        assertThat(SummaryText.of(diagnosis, Style.PLAIN))
                .contains("   since     2026-01-01 22:13:21 UTC\n")
                .contains("from 2026-01-01 00:00:00 UTC to 2026-01-02 01:00:00 UTC");
    }
}
