// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.HandshakeBacklog;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.KernelFact.Handshakes;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import io.github.lastack.scenario.Told;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HandshakesTest {
    private static final List<String> LISTEN = at("Gate.open(Gate.java:14)");
    private static final String LISTENING = "com.acme.Gate.open(Gate.java:14)";
    private static final int BACKLOG = 10;

    /** As many as there is room for, and each has been waiting for seconds. */
    private static final Handshakes STUCK = new Handshakes(11, 22, 1);

    private final Scenario scenario = scenario().listener(9443, LISTEN);

    @Test
    void queueOfHandshakes_fullAtTwoReadingsInARow_isReported() {
        scenario.with(queue(10, new Handshakes(2, 0, 1)), queue(20, new Handshakes(10, 12, 1)), queue(30, STUCK));

        LeakSite site = only();

        assertThat(site.problem()).isEqualTo(Problem.ACCEPT_QUEUE);
        assertThat(site.cause()).isEqualTo(Cause.HANDSHAKES_UNFINISHED);
        assertThat(site.cause().word()).isEqualTo("handshakes-unfinished");
        assertThat(site.connections()).isEqualTo(11);
        assertThat(site.dwell().max()).hasSeconds(10);
        assertThat(detail(site).queues())
                .containsExactly(new HandshakeBacklog.Queue("0.0.0.0:9443", BACKLOG, 11, 22, 2, 3, LISTENING));
    }

    @Test
    void blame_isWhereItListens_sinceAcceptIsInnocent() {
        scenario.connection(1).at(1).accepted(9443, at("Gate.serve(Gate.java:20)"));
        scenario.with(queue(10, STUCK), queue(20, STUCK));

        assertThat(only().blame()).isEqualTo(LISTENING);
    }

    @Test
    void queueOfHandshakes_fullAtOneReading_isNoFinding() {
        scenario.with(queue(10, STUCK), queue(20, new Handshakes(3, 4, 1)), queue(30, STUCK));

        assertThat(sites()).isEmpty();
    }

    /** Then it is the accept queue: what it has no room for stays half-open. */
    @Test
    void queueOfHandshakes_besideAFullAcceptQueue_isAcceptTooSlow() {
        scenario.with(Told.queue(10, 9443, BACKLOG, BACKLOG + 1, STUCK), Told.queue(20, 9443, BACKLOG, BACKLOG, STUCK));

        assertThat(only().cause()).isEqualTo(Cause.ACCEPT_TOO_SLOW);
    }

    /** So many clients in one round trip have too short a backlog, and finish their handshakes. */
    @Test
    void queueOfHandshakes_fullOfYoungOnes_isNoFinding() {
        Handshakes young = new Handshakes(11, 2, 1);
        scenario.with(queue(10, young), queue(20, young));

        assertThat(sites()).isEmpty();
    }

    @Test
    void queueOfHandshakes_notFull_isNoFindingHoweverLongTheyHang() {
        Handshakes hanging = new Handshakes(6, 20, 1);
        scenario.with(queue(10, hanging), queue(20, hanging));

        assertThat(sites()).isEmpty();
        assertThat(listener().hanging().orElseThrow().handshakes()).isEqualTo(hanging);
    }

    @Test
    void handshakes_whoseSynAckWasSentAgainOnce_doNotHangForLong() {
        scenario.with(queue(10, new Handshakes(1, 1, 1)));

        assertThat(listener().hanging()).isEmpty();
    }

    /** The kernel's table has them by port: each of two listeners would seem to have all. */
    @Test
    void handshakes_onAPortThatTwoListenOn_needRoomInBoth() {
        Handshakes shared = new Handshakes(11, 22, 2);
        scenario.with(queue(10, shared), queue(20, shared));

        assertThat(sites()).isEmpty();
        assertThat(listener().room()).isEqualTo(2 * BACKLOG);
    }

    @Test
    void listener_whoseBacklogIsNotKnown_isNotJudged() {
        scenario.with(Told.queue(10, 9443, -1, 0, STUCK), Told.queue(20, 9443, -1, 0, STUCK));

        assertThat(sites()).isEmpty();
        assertThat(listener().room()).isEqualTo(-1);
    }

    @Test
    void recordingOfAnOlderAgent_withoutRetransmits_isNotJudged() {
        Handshakes old = new Handshakes(11, -1, 1);
        scenario.with(queue(10, old), queue(20, old));

        assertThat(sites()).isEmpty();
    }

    @Test
    void withoutCookies_threeQuartersOfTheSynBacklogAreTheLimit() {
        Handshakes most = new Handshakes(97, 200, 1);
        scenario.with(settings(0, 128), Told.queue(10, 9443, 200, 0, most), Told.queue(20, 9443, 200, 0, most));

        assertThat(detail(only()).queues().get(0).limit()).isEqualTo(96);
    }

    @Test
    void withCookies_theSynBacklogIsNoLimit() {
        Handshakes most = new Handshakes(97, 200, 1);
        scenario.with(settings(1, 128), Told.queue(10, 9443, 200, 0, most), Told.queue(20, 9443, 200, 0, most));

        assertThat(sites()).isEmpty();
        assertThat(listener().room()).isEqualTo(200);
    }

    @Test
    void drops_areThoseThatNoFullAcceptQueueHasMade() {
        scenario.with(
                queue(10, STUCK),
                queue(20, STUCK),
                Told.counters(
                        10,
                        Map.of("listenDrops", 5L, "listenOverflows", 5L, "syncookiesSent", 1L, "embryonicResets", 0L)),
                Told.counters(
                        20,
                        Map.of(
                                "listenDrops",
                                50L,
                                "listenOverflows",
                                8L,
                                "syncookiesSent",
                                4L,
                                "embryonicResets",
                                2L)));

        assertThat(detail(only()))
                .extracting(HandshakeBacklog::drops, HandshakeBacklog::cookies, HandshakeBacklog::resets)
                .containsExactly(42L, 3L, 2L);
    }

    @Test
    void advice_withoutCookies_beginsWithThem() {
        scenario.with(settings(0, 1024), queue(10, STUCK), queue(20, STUCK));

        assertThat(only().advice())
                .startsWith("set net.ipv4.tcp_syncookies=1")
                .contains("net.core.somaxconn=4,096", "three quarters of net.ipv4.tcp_max_syn_backlog=1,024")
                .contains("tcp_synack_retries=2 in place of 5 forgets a handshake after 7 s, not 63 s");
        assertThat(detail(only()).kernel())
                .singleElement()
                .asString()
                .contains("tcp_max_syn_backlog=1,024", "room for 768");
    }

    @Test
    void advice_withCookies_asksWhoseTheHandshakesAre() {
        scenario.with(settings(1, 1024), queue(10, STUCK), queue(20, STUCK));

        assertThat(only().advice())
                .startsWith("see whose the handshakes are")
                .doesNotContain("tcp_syncookies", "tcp_max_syn_backlog");
        assertThat(detail(only()).kernel()).singleElement().asString().startsWith("tcp_syncookies=1");
    }

    @Test
    void advice_whereTheSettingsWereNotRecorded_isTheCauses() {
        scenario.with(queue(10, STUCK), queue(20, STUCK));

        assertThat(only().advice()).isEqualTo(Cause.HANDSHAKES_UNFINISHED.advice());
        assertThat(only().because()).contains("not at fault");
    }

    @Test
    void refusals_areSaidBesideEveryListener() {
        scenario.with(
                queue(10, new Handshakes(0, 0, 1)),
                Told.counters(10, Map.of("listenDrops", 5L, "listenOverflows", 5L, "syncookiesSent", 1L)),
                Told.counters(20, Map.of("listenDrops", 9L, "listenOverflows", 8L, "syncookiesSent", 4L)));

        assertThat(listener().refusals()).isEqualTo(new Diagnosis.Refusals(3, 4, 3));
        assertThat(listener().history().state()).isEqualTo(TcpState.LISTEN);
    }

    private static KernelFact.ListenerQueue queue(double at, Handshakes handshakes) {
        return Told.queue(at, 9443, BACKLOG, 0, handshakes);
    }

    private static KernelFact.Settings settings(int syncookies, int maxSynBacklog) {
        return Told.handshakes(syncookies, maxSynBacklog);
    }

    private Diagnosis.Listener listener() {
        return Diagnoser.diagnose(scenario.endsAt(60)).listeners().get(0);
    }

    private List<LeakSite> sites() {
        return Diagnoser.diagnose(scenario.endsAt(60)).sites();
    }

    private LeakSite only() {
        List<LeakSite> sites = sites();
        assertThat(sites).hasSize(1);
        return sites.get(0);
    }

    private static HandshakeBacklog detail(LeakSite site) {
        return (HandshakeBacklog) site.detail();
    }
}
