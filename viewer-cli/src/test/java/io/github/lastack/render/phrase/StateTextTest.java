// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.KernelFact.Handshakes;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.text.ConnectionText;
import io.github.lastack.render.text.SitesText;
import io.github.lastack.scenario.Scenario;
import io.github.lastack.scenario.Told;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How the kernel's count is set against the replay's, and what a listener's life looks like. */
class StateTextTest {
    private static final Style WIDE = new Style(false, 1000);

    private final Scenario scenario = scenario();

    @Test
    void kernel_countsTheSame_isThisJvm() {
        twentyCloses();
        scenario.with(Told.machine(40, Map.of(TcpState.TIME_WAIT, 20)));

        assertThat(sites()).contains("the kernel counted 20 in TIME_WAIT at 00:00:40 UTC, all from this JVM\n");
    }

    @Test
    void kernel_countsMore_areOthers() {
        twentyCloses();
        scenario.with(Told.machine(40, Map.of(TcpState.TIME_WAIT, 812)));

        assertThat(sites())
                .contains(
                        "812 in TIME_WAIT at 00:00:40 UTC: 20 from this JVM, 792 from other processes or not recorded");
    }

    @Test
    void kernel_countsLess_hasEndedThemEarly() {
        twentyCloses();
        scenario.with(
                Told.machine(40, Map.of(TcpState.TIME_WAIT, 15)),
                Told.counters(1, Map.of("timeWaitRecycled", 100L, "timeWaitOverflow", 1L)),
                Told.counters(50, Map.of("timeWaitRecycled", 103L, "timeWaitOverflow", 3L)));

        assertThat(sites())
                .contains("15 in TIME_WAIT at 00:00:40 UTC, 5 fewer than the replay expects for this JVM: it ended 5"
                        + " early");
    }

    @Test
    void kernel_countsLessWithoutEnding_isTheReplaysGuess() {
        twentyCloses();
        scenario.with(Told.machine(40, Map.of(TcpState.TIME_WAIT, 15)));

        assertThat(sites()).contains("5 fewer than the replay expects for this JVM: TIME_WAIT is inferred from close");
    }

    @Test
    void listener_life_hasItsQueueReadings() {
        scenario.listener(80, at("Web.start(Web.java:12)"))
                .with(
                        Told.queue(10, 80, 50, 3, 2),
                        Told.queue(20, 80, 50, 3, new Handshakes(4, 9, 1)),
                        Told.counters(10, Map.of("listenDrops", 5L, "listenOverflows", 5L, "syncookiesSent", 1L)),
                        Told.counters(20, Map.of("listenDrops", 9L, "listenOverflows", 8L, "syncookiesSent", 4L)));

        Diagnosis listener = Diagnoser.diagnose(scenario.endsAt(60)).withOnly(Scenario.LISTENERS + 80);

        assertThat(ConnectionText.of(listener, WIDE))
                .startsWith(
                        "listener 1000080, ServerSocket: 0.0.0.0:80, backlog 50, room for 50 half-open handshakes\n")
                .contains("2026-01-01T00:00:00Z            LISTEN\n")
                .contains("2026-01-01T00:00:10Z            3 waiting, 2 in SYN_RECEIVED\n")
                .contains("2026-01-01T00:00:20Z            3 waiting, 4 in SYN_RECEIVED, SYN-ACKs retransmitted 9"
                        + " times\n")
                .contains("handshakes dropped: 4, of which 3 because an accept queue was full; SYN cookies sent: 3")
                .contains("> at com.acme.Web.start(Web.java:12)");
    }

    @Test
    void handshakes_thatHangWithoutFillingTheQueue_areSaidOfTheListener() {
        scenario.listener(80, at("Web.start(Web.java:12)"))
                .with(
                        Told.queue(10, 80, 50, 0, new Handshakes(1, 1, 1)),
                        Told.queue(20, 80, 50, 0, new Handshakes(4, 9, 1)));

        assertThat(sites())
                .contains("SYN_RECEIVED  up to 4 handshakes on 0.0.0.0:80 (room for 50) unanswered for"
                        + " seconds, SYN-ACKs retransmitted 9 times, at 00:00:20 UTC");
    }

    @Test
    void handshakes_ofOneSynAckSentAgain_areNotWorthSaying() {
        scenario.listener(80, at("Web.start(Web.java:12)")).with(Told.queue(10, 80, 50, 0, new Handshakes(1, 1, 1)));

        assertThat(sites()).doesNotContain("unanswered");
    }

    private void twentyCloses() {
        for (int i = 1; i <= 20; i++) {
            scenario.connection(i)
                    .to("10.0.0.8:80")
                    .at(i)
                    .opened(at("Rates.fetch(Rates.java:12)"))
                    .at(i + 0.1)
                    .closed(at("Rates.fetch(Rates.java:19)"));
        }
    }

    private String sites() {
        return SitesText.of(Diagnoser.diagnose(scenario.endsAt(60)), WIDE);
    }
}
