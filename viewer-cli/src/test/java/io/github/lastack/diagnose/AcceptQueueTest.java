// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.problem.AcceptBacklog;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import io.github.lastack.scenario.Told;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AcceptQueueTest {
    private static final List<String> LISTEN = at("Desk.open(Desk.java:11)");
    private static final List<String> ACCEPT = at("Desk.serve(Desk.java:20)");

    private final Scenario scenario = scenario().listener(9090, LISTEN);

    @Test
    void queue_fullAtTwoReadings_isReported() {
        scenario.with(Told.queue(10, 9090, 2, 3, 0), Told.queue(20, 9090, 2, 1, 0), Told.queue(30, 9090, 2, 2, 0));

        LeakSite site = only();

        assertThat(site.cause()).isEqualTo(Cause.ACCEPT_TOO_SLOW);
        assertThat(site.connections()).isEqualTo(3);
        assertThat(site.blame()).isEqualTo("com.acme.Desk.open(Desk.java:11)");
        assertThat(site.dwell().max()).hasSeconds(20);
        assertThat(backlog(site).queues())
                .containsExactly(
                        new AcceptBacklog.Queue("0.0.0.0:9090", 2, 3, 2, 3, "com.acme.Desk.open(Desk.java:11)"));
    }

    @Test
    void blame_acceptAndListen_isTheAccept() {
        for (int i = 1; i <= 3; i++) {
            scenario.connection(i).at(i).accepted(9090, i == 1 ? at("Desk.first(Desk.java:15)") : ACCEPT);
        }
        scenario.connection(4).at(4).accepted(9091, at("Other.serve(Other.java:1)"));
        scenario.with(Told.queue(10, 9090, 2, 3, 0), Told.queue(20, 9090, 2, 3, 0));

        LeakSite site = only();

        assertThat(site.blame()).isEqualTo("com.acme.Desk.serve(Desk.java:20)");
        assertThat(backlog(site).accepted()).isEqualTo(ACCEPT);
    }

    @Test
    void blame_acceptOfALibrary_isTheApplicationsListen() {
        scenario.connection(1).at(1).accepted(9090, at("org.eclipse.jetty.server.Acceptor.run(Acceptor.java:9)"));
        scenario.with(Told.queue(10, 9090, 2, 3, 0), Told.queue(20, 9090, 2, 3, 0));

        assertThat(only().blame()).isEqualTo("com.acme.Desk.open(Desk.java:11)");
    }

    @Test
    void queue_fullOnce_isABurst() {
        scenario.with(Told.queue(10, 9090, 2, 3, 0), Told.queue(20, 9090, 2, 1, 0));

        assertThat(Diagnoser.diagnose(scenario.endsAt(60)).sites()).isEmpty();
    }

    @Test
    void queue_fullOnceWithDrops_isReported() {
        scenario.with(
                Told.queue(20, 9090, 2, 3, 0),
                Told.counters(10, Map.of("listenOverflows", 5L, "listenDrops", 6L)),
                Told.counters(20, Map.of("listenOverflows", 5L, "listenDrops", 6L)),
                Told.counters(30, Map.of("listenOverflows", 9L, "listenDrops", 11L)));

        assertThat(backlog(only()))
                .extracting(AcceptBacklog::overflows, AcceptBacklog::drops)
                .containsExactly(4L, 5L);
    }

    @Test
    void drops_beforeTheFirstReading_count() {
        scenario.with(
                Told.queue(20, 9090, 2, 3, 0),
                Told.counters(0, Map.of("listenOverflows", 5L)),
                Told.counters(10, Map.of("listenOverflows", 9L)),
                Told.counters(20.001, Map.of("listenOverflows", 9L)));

        assertThat(only().cause()).isEqualTo(Cause.ACCEPT_TOO_SLOW);
    }

    @Test
    void drops_whileNotFull_areOfAnotherListener() {
        scenario.with(
                Told.queue(10, 9090, 2, 3, 0),
                Told.queue(40, 9090, 2, 0, 0),
                Told.counters(9, Map.of("listenOverflows", 5L)),
                Told.counters(20, Map.of("listenOverflows", 5L)),
                Told.counters(50, Map.of("listenOverflows", 9L)));

        assertThat(Diagnoser.diagnose(scenario.endsAt(60)).sites()).isEmpty();
    }

    @Test
    void listener_absentFromTheNewestReading_isGone() {
        scenario.listener(80, LISTEN).with(Told.queue(10, 80, 50, 0, 0), Told.queue(20, 9090, 2, 0, 0));

        assertThat(Diagnoser.diagnose(scenario.endsAt(60)).listeners())
                .extracting(listener -> listener.history().localPort() + " "
                        + listener.history().state())
                .containsExactlyInAnyOrder("80 " + TcpState.CLOSED, "9090 " + TcpState.LISTEN);
    }

    @Test
    void listener_openedBeforeTheRecording_isKnownFromItsQueue() {
        Scenario later = scenario().with(Told.queue(10, 443, 50, 0, 0));

        Diagnosis.Listener listener =
                Diagnoser.diagnose(later.endsAt(60)).listeners().get(0);

        assertThat(listener.history().local()).isEqualTo("0.0.0.0:443");
        assertThat(listener.history().limit()).isEqualTo(50);
        assertThat(listener.opened()).isEqualTo(Blame.UNKNOWN);
    }

    private LeakSite only() {
        List<LeakSite> sites = Diagnoser.diagnose(scenario.endsAt(60)).sites();
        assertThat(sites).hasSize(1);
        return sites.get(0);
    }

    private static AcceptBacklog backlog(LeakSite site) {
        return (AcceptBacklog) site.detail();
    }
}
