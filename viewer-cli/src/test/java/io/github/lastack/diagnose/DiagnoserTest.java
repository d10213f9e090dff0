// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import static io.github.lastack.model.TcpState.CLOSED;
import static io.github.lastack.model.TcpState.CLOSE_WAIT;
import static io.github.lastack.model.TcpState.ESTABLISHED;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiagnoserTest {
    private static final List<String> CONNECT = at("Feed.connect(Feed.java:31)");
    private static final List<String> POLL = at("Feed.poll(Feed.java:58)");
    private static final List<String> CLOSE = at("Feed.close(Feed.java:77)");
    private static final List<String> ACCEPT = at("Server.accept(Server.java:20)");
    private static final List<String> HANDLE = at("Handler.handle(Handler.java:44)");

    private final Scenario scenario = scenario();

    @Test
    void closeWait_endOfStreamIgnored_isReported() {
        scenario.connection(1).at(1).opened(CONNECT).at(2).endOfStream(POLL);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.END_OF_STREAM_IGNORED);
        assertThat(site.problem()).isEqualTo(Problem.CLOSE_WAIT);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.poll(Feed.java:58)");
        assertThat(site.connections()).isEqualTo(1);
        assertThat(site.stillOpen()).isEqualTo(1);
        assertThat(site.dwell().max()).hasSeconds(58);
        assertThat(site.ratePerSecond()).isCloseTo(1 / 50.0, within(1e-9));
        assertThat(site.remotes()).containsExactly(new RemoteCount("10.0.0.7:8080", 1));
        assertThat(site.stacks().opened()).isEqualTo(CONNECT);
        assertThat(site.stacks().endOfStream()).isEqualTo(POLL);
        assertThat(site.stacks().closed()).isEmpty();
    }

    @Test
    void openings_beforeTheRecording_doNotCountAsNew() {
        scenario.connection(1).at(59).listed(CLOSE_WAIT, -20, -30, 0, 0);

        assertThat(only(60).ratePerSecond()).isZero();
    }

    @Test
    void closeWait_endOfStreamUnread_isReported() {
        scenario.connection(1).at(1).opened(CONNECT).at(2).probed(CLOSE_WAIT);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.END_OF_STREAM_UNREAD);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.connect(Feed.java:31)");
    }

    @Test
    void read_sampledByChance_doesNotSplitASite() {
        scenario.site(8, POLL);
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .probed(CLOSE_WAIT)
                .at(59)
                .listedRead(8);
        scenario.connection(2)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .probed(CLOSE_WAIT)
                .at(59)
                .listedRead(0);

        assertThat(only(60).connections()).isEqualTo(2);
    }

    @Test
    void endOfStream_unread_isBlamedOnTheLastUse() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(1.5)
                .inputShut(CLOSE)
                .at(2)
                .probed(CLOSE_WAIT);

        assertThat(only(60).blame()).isEqualTo("com.acme.Feed.close(Feed.java:77)");
    }

    /** The JDK's SSLSocket shuts the output down, and dies of it, before its read has returned. */
    @Test
    void endOfStream_answeredByTls_isIgnoredAllTheSame() {
        List<String> read = at(
                "java.net.Socket.shutdownOutput(Socket.java:1636)",
                "sun.security.ssl.SSLSocketImpl$AppInputStream.read(SSLSocketImpl.java:1069)",
                "com.acme.Feed.poll(Feed.java:58)");
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .outputShut(read)
                .probed(CLOSED)
                .endOfStream(CLOSED, read);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.END_OF_STREAM_IGNORED);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.poll(Feed.java:58)");
    }

    @Test
    void error_afterThePeersFin_tellsTheApplication() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .probed(CLOSE_WAIT)
                .at(3)
                .failed(CLOSE_WAIT, POLL);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.END_OF_STREAM_IGNORED);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.poll(Feed.java:58)");
    }

    @Test
    void error_beforeThePeersFin_tellsNothing() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .failed(ESTABLISHED, POLL)
                .at(3)
                .probed(CLOSE_WAIT);

        assertThat(only(60).cause()).isEqualTo(Cause.END_OF_STREAM_UNREAD);
    }

    @Test
    void closeWait_withinTheLimit_isOnlyCounted() {
        scenario.connection(1).at(1).opened(CONNECT).at(55).endOfStream(POLL);

        Diagnosis diagnosis = diagnosis(60);

        assertThat(diagnosis.sites()).isEmpty();
        assertThat(diagnosis.closeWaitWithinLimit()).isEqualTo(1);
    }

    @Test
    void closeWait_exactlyTheLimit_isAFinding() {
        scenario.closeWaitLimit(5).connection(1).at(1).opened(CONNECT).at(55).endOfStream(POLL);

        assertThat(diagnosis(60).sites()).hasSize(1);
        assertThat(diagnosis(60).closeWaitWithinLimit()).isZero();
    }

    @Test
    void close_inTime_isHealthy() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .endOfStream(POLL)
                .at(2.1)
                .closed(CLOSE);

        assertThat(diagnosis(60).sites()).isEmpty();
    }

    @Test
    void close_lost_isNoLeak() {
        scenario.connection(1).at(1).opened(CONNECT).at(2).endOfStream(POLL);
        scenario.chunkEnds(50, 0);

        Diagnosis diagnosis = diagnosis(60);

        assertThat(diagnosis.sites()).isEmpty();
        assertThat(diagnosis.unknowns().closesLost()).isEqualTo(1);
        assertThat(diagnosis.states()).isEmpty();
    }

    @Test
    void site_manyConnections_hasTheMostFrequentStack() {
        List<String> other = at("Feed.poll(Feed.java:58)", "Retry.run(Retry.java:9)");
        for (int i = 0; i < 5; i++) {
            scenario.connection(i).at(1 + i).opened(CONNECT).at(10 + i).endOfStream(i == 0 ? other : POLL);
        }
        scenario.connection(9).to("10.0.0.8:80").at(1).opened(CONNECT).at(20).endOfStream(POLL);

        LeakSite site = only(60);

        assertThat(site.connections()).isEqualTo(6);
        assertThat(site.stacks().endOfStream()).isEqualTo(POLL);
        assertThat(site.remotes())
                .containsExactly(new RemoteCount("10.0.0.7:8080", 5), new RemoteCount("10.0.0.8:80", 1));
        assertThat(site.dwell().max()).hasSeconds(50);
        assertThat(site.dwell().p50()).isBetween(Duration.ofSeconds(46), Duration.ofSeconds(49));
    }

    @Test
    void connection_openedBeforeTheAgent_mayHaveReadTheEnd() {
        scenario.connection(1).at(59).listed(TcpState.CLOSE_WAIT, -100, -200, 0, 0);

        assertThat(only(60).advice()).contains("open before the agent was attached");
    }

    @Test
    void shortLived_tenAvoidable_areReported() {
        serially(11, 0.1);

        LeakSite site = only(30);

        assertThat(site.cause()).isEqualTo(Cause.SHORT_LIVED_CONNECTIONS);
        assertThat(site.connections()).isEqualTo(11);
        assertThat(site.stillOpen()).isZero();
        assertThat(site.blame()).isEqualTo("com.acme.Feed.connect(Feed.java:31)");
    }

    @Test
    void shortLived_ten_saveOnlyNine() {
        serially(10, 0.1);

        assertThat(diagnosis(30).sites()).isEmpty();
    }

    @Test
    void pool_closedAtShutdown_isHealthy() {
        for (int i = 0; i < 20; i++) {
            scenario.connection(i).at(1).opened(CONNECT).at(5).closed(CLOSE);
        }

        assertThat(diagnosis(30).sites()).isEmpty();
    }

    @Test
    void connections_slow_areHealthy() {
        for (int i = 0; i < 50; i++) {
            scenario.connection(i).at(i * 10).opened(CONNECT).at(i * 10 + 0.1).closed(CLOSE);
        }

        assertThat(diagnosis(600).sites()).isEmpty();
    }

    @Test
    void connections_longLived_areHealthy() {
        serially(20, 15);

        assertThat(diagnosis(600).sites()).isEmpty();
    }

    @Test
    void connections_toManyRemotes_areHealthy() {
        for (int i = 0; i < 40; i++) {
            scenario.connection(i)
                    .to("10.0.1." + i + ":80")
                    .at(i * 0.1)
                    .opened(CONNECT)
                    .at(i * 0.1 + 0.05)
                    .closed(CLOSE);
        }

        assertThat(diagnosis(30).sites()).isEmpty();
    }

    @Test
    void reset_anyConnection_makesNoTimeWait() {
        for (int i = 0; i < 30; i++) {
            scenario.connection(i)
                    .at(i * 0.1)
                    .opened(CONNECT)
                    .at(i * 0.1 + 0.05)
                    .closedWithUnreadData(CLOSE);
        }

        assertThat(diagnosis(30).sites()).isEmpty();
    }

    @Test
    void timeWait_peerClosesFirst_isThePeers() {
        for (int i = 0; i < 30; i++) {
            scenario.connection(i)
                    .at(i * 0.1)
                    .opened(CONNECT)
                    .at(i * 0.1 + 0.05)
                    .endOfStream(POLL)
                    .at(i * 0.1 + 0.06)
                    .closed(CLOSE);
        }

        assertThat(diagnosis(30).sites()).isEmpty();
    }

    @Test
    void server_closesFirst_isBlamedWhereItCloses() {
        for (int i = 0; i < 12; i++) {
            scenario.connection(i).at(i).accepted(80, ACCEPT).at(i + 0.1).closed(HANDLE);
        }

        LeakSite site = only(30);

        assertThat(site.cause()).isEqualTo(Cause.SERVER_CLOSES_FIRST);
        assertThat(site.blame()).isEqualTo("com.acme.Handler.handle(Handler.java:44)");
        assertThat(site.remotes()).hasSize(12);
        assertThat(site.localPorts()).containsExactly(new LeakSite.LocalPort(80, 12));
    }

    @Test
    void server_closesIdleConnections_isHealthy() {
        for (int i = 0; i < 12; i++) {
            scenario.connection(i).at(i).accepted(80, ACCEPT).at(i + 30).closed(HANDLE);
        }

        assertThat(diagnosis(90).sites()).isEmpty();
    }

    @Test
    void timeWait_counted_lastsAMinuteAtMost() {
        serially(11, 0.1);

        assertThat(only(600).dwell().max()).hasSeconds(60);
    }

    @Test
    void order_closeWaitAndTimeWait_isWorstFirst() {
        serially(100, 0.1);
        scenario.connection(201).at(1).opened(CONNECT).at(2).endOfStream(POLL);
        scenario.connection(202).at(1).opened(CONNECT).at(2).endOfStream(HANDLE);
        scenario.connection(203).at(1).opened(CONNECT).at(2).endOfStream(HANDLE);

        assertThat(diagnosis(60).sites())
                .extracting(LeakSite::blame)
                .containsExactly(HANDLE.get(0), POLL.get(0), CONNECT.get(0));
    }

    @Test
    void states_ofTheDiagnosis_areThoseAtTheEnd() {
        scenario.connection(1).at(1).opened(CONNECT).at(2).endOfStream(POLL);
        scenario.connection(2).at(1).opened(CONNECT);
        scenario.connection(3).at(1).opened(CONNECT).at(2).failed(CLOSED, POLL);

        assertThat(diagnosis(60).states())
                .isEqualTo(Map.of(TcpState.ESTABLISHED, 1, TcpState.CLOSE_WAIT, 1, TcpState.CLOSED, 1));
    }

    @Test
    void fingerprint_anySite_hasNoPortsAndNoJdkLines() {
        List<String> http = at("java.net.HttpClientX.read(HttpClientX.java:812)");
        scenario.connection(1).at(1).opened(http).at(2).endOfStream(http);

        assertThat(only(60).fingerprint())
                .isEqualTo("close-wait/end-of-stream-ignored/client/java.net.HttpClientX.read");
    }

    @Test
    void recording_empty_isHealthy() {
        Diagnosis diagnosis = diagnosis(60);

        assertThat(diagnosis.sites()).isEmpty();
        assertThat(diagnosis.connections()).isEmpty();
    }

    /** One after the other, to one remote, with a tenth of a second between them. */
    private void serially(int connections, double replay) {
        for (int i = 0; i < connections; i++) {
            double begin = i * (replay + 0.1);
            scenario.connection(i).at(begin).opened(CONNECT).at(begin + replay).closed(CLOSE);
        }
    }

    private Diagnosis diagnosis(double end) {
        return Diagnoser.diagnose(scenario.endsAt(end));
    }

    private LeakSite only(double end) {
        List<LeakSite> sites = diagnosis(end).sites();
        assertThat(sites).hasSize(1);
        return sites.get(0);
    }
}
