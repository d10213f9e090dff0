// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import static io.github.lastack.model.TcpState.CLOSE_WAIT;
import static io.github.lastack.model.TcpState.ESTABLISHED;
import static io.github.lastack.model.TcpState.FIN_WAIT_1;
import static io.github.lastack.model.TcpState.SYN_SENT;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.diagnose.stats.HalfOpen;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.SocketError;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Scenario;
import io.github.lastack.scenario.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that do not answer any more, and connects that nobody answers. */
class VanishedTest {
    private static final List<String> CONNECT = at("Feed.connect(Feed.java:31)");
    private static final List<String> ASK = at("Feed.ask(Feed.java:40)");
    private static final List<String> CLOSE = at("Feed.close(Feed.java:77)");

    private final Scenario scenario = scenario();
    private final Scenario.Connection connection =
            scenario.connection(1).to("10.0.0.7:80").at(1).opened(CONNECT);

    @Test
    void whatIsSentAgainForLongerThanTheLimit_hasNoPeer() {
        connection.at(59).listedUnanswered(ESTABLISHED, 20, 7, 0, 0);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.PEER_VANISHED);
        assertThat(site.problem()).isEqualTo(Problem.STALLED);
        assertThat(site.blame()).isEqualTo("com.acme.Feed.connect(Feed.java:31)");
        assertThat(site.stillOpen()).isEqualTo(1);
        assertThat(site.dwell().max()).isEqualTo(Duration.ofSeconds(39));
        assertThat(site.remotes().get(0).address()).isEqualTo("10.0.0.7:80");
        assertThat(site.detail()).isEqualTo(new Vanished(7, 0, 0, 0, 0, -1, null));
    }

    @Test
    void aShutWindowThatIsProbedInVain_isTheSame() {
        connection.at(59).listedUnanswered(ESTABLISHED, 20, 0, 4, 0);

        assertThat(only(60).cause()).isEqualTo(Cause.PEER_VANISHED);
    }

    @Test
    void aFinOfOursThatNobodyAcknowledges_isTheSame() {
        connection.at(5).outputShut(ASK).at(59).listedUnanswered(FIN_WAIT_1, 20, 7, 0, 0);

        assertThat(only(60).cause()).isEqualTo(Cause.PEER_VANISHED);
    }

    @Test
    void afterThePeersFin_itIsTheCloseThatIsMissing() {
        connection.at(5).endOfStream(ASK).at(59).listedUnanswered(CLOSE_WAIT, 20, 7, 0, 0);

        assertThat(only(60).cause()).isEqualTo(Cause.END_OF_STREAM_IGNORED);
    }

    @Test
    void whatWaitsForAnAnswerForLessThanTheLimit_isANetworkThatLoses() {
        connection.at(59).listedUnanswered(ESTABLISHED, 50, 5, 0, 0);

        assertThat(sites(60)).isEmpty();
    }

    @Test
    void fewRetransmits_areNone_howeverLongTheProbeWasAway() {
        connection.at(59).listedUnanswered(ESTABLISHED, 20, 2, 0, 0);

        assertThat(sites(60)).isEmpty();
    }

    @Test
    void anAnswerInTheNewestListing_endsIt() {
        connection.at(30).listedUnanswered(ESTABLISHED, 10, 7, 0, 0).at(59).listedAnswered(false);

        assertThat(sites(60)).isEmpty();
    }

    @Test
    void whatTheKernelHasGivenUp_andTheCodeHasClosed_wasSoUntilThen() {
        connection.at(40).failedUnanswered(20, 8, "java.net.SocketException: Connection timed out (Read failed)", ASK);
        connection.at(50).closedUnanswered(20, 8, CLOSE);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.PEER_VANISHED);
        assertThat(site.stillOpen()).isZero();
        assertThat(site.dwell().max()).isEqualTo(Duration.ofSeconds(20));
        assertThat(((Vanished) site.detail()).timedOut()).isEqualTo(1);
        assertThat(((Vanished) site.detail()).closed()).isZero();
    }

    @Test
    void whatTheCodeHasGivenUp_wasSoUntilThen() {
        connection.at(40).closedUnanswered(20, 6, CLOSE);

        LeakSite site = only(60);

        assertThat(site.cause()).isEqualTo(Cause.PEER_VANISHED);
        assertThat(((Vanished) site.detail()).closed()).isEqualTo(1);
    }

    @Test
    void whatTheCodeHasGivenUpInTime_isWell() {
        connection.at(25).closedUnanswered(20, 4, CLOSE);

        assertThat(sites(60)).isEmpty();
    }

    @Test
    void whatTheCodeHasGivenUpInTime_isNoneOfASite() {
        connection.at(25).closedUnanswered(20, 4, CLOSE);
        scenario.connection(2)
                .to("10.0.0.7:80")
                .at(1)
                .opened(CONNECT)
                .at(59)
                .listedUnanswered(ESTABLISHED, 20, 7, 0, 0);

        assertThat(only(60).connections()).isEqualTo(1);
    }

    @Test
    void whenTheKernelGivesUp_isSaidByItsSetting() {
        scenario.with(Told.settings(32_768, 60_999, 2, 262_144));
        connection.at(59).listedUnanswered(ESTABLISHED, 20, 7, 0, 0);

        assertThat(((Vanished) only(60).detail()).givesUpAfter()).isEqualTo(Duration.ofMillis(924_600));
        assertThat(Vanished.givesUpAfter(5)).isEqualTo(Duration.ofMillis(12_600));
    }

    @Test
    void aDatabase_isGivenASocketTimeout() {
        List<String> query = at("Orders.load(Orders.java:12)");
        List<String> driver = new ArrayList<>(List.of(
                "java.net.SocketInputStream.read(SocketInputStream.java:1)",
                "org.postgresql.core.VisibleBufferedInputStream.readMore(VisibleBufferedInputStream.java:192)"));
        driver.addAll(query);
        scenario.connection(2).at(1).opened(driver).at(59).listedUnanswered(ESTABLISHED, 20, 7, 0, 0);

        assertThat(only(60).advice()).contains("socketTimeout");
    }

    // ---- what it died of ----

    @ParameterizedTest
    @CsvSource({
        "java.net.SocketException: Connection reset, RESET",
        "java.io.IOException: Broken pipe, RESET",
        "java.io.IOException: Connection timed out, TIMED_OUT",
        "java.net.SocketException: Operation timed out (Read failed), TIMED_OUT",
        "java.net.NoRouteToHostException: No route to host, UNREACHABLE",
        "java.io.IOException: Network unreachable, UNREACHABLE",
        "java.io.IOException: errno 110, TIMED_OUT",
        "java.net.SocketException: Connexion terminée par expiration du délai d'attente, OTHER",
    })
    void theFirstError_saysOfWhatItDied(String message, SocketError error) {
        connection.at(40).failedUnanswered(39, 1, message, ASK).at(41).closed(CLOSE);

        assertThat(history(60).network().error()).isEqualTo(error);
    }

    @Test
    void deadDescriptors_thatNobodyCloses_sayWhetherTheirPeerIsGone() {
        connection.at(30).failedUnanswered(29, 1, "java.io.IOException: No route to host", ASK);
        scenario.connection(2).to("10.0.0.7:80").at(1).opened(CONNECT).at(30).failed(TcpState.CLOSED, ASK);
        for (int id : List.of(1, 2)) {
            scenario.connection(id).at(59).listed(null, 1, 1, 0, 0);
        }

        assertThat(only(60).cause()).isEqualTo(Cause.ERROR_IGNORED);
        assertThat(only(60).because())
                .endsWith("; 1 of them was not reset but given up by the kernel, because the peer was unreachable");
    }

    // ---- who only listens ----

    @Test
    void whoOnlyListensWithoutKeepAlive_wouldNotNotice() {
        connection.at(59).listedAnswered(false);

        assertThat(history(60).waitsWithoutKeepAlive()).isTrue();
        assertThat(sites(60)).isEmpty();
    }

    @Test
    void keepAlive_notices() {
        connection.at(59).listedAnswered(true);

        assertThat(history(60).waitsWithoutKeepAlive()).isFalse();
    }

    // ---- connects that nobody answers ----

    @Test
    void connectInWhichAThreadHangs_isNamedWithItsSynsAndTimeouts() {
        scenario.site(9, CONNECT);
        scenario.connection(7)
                .to("10.9.9.9:443")
                .at(31)
                .listedConnecting(1, 5, 0)
                .held("main", 9);
        scenario.connection(8)
                .to("10.9.9.9:443")
                .at(32)
                .listedConnecting(20, 4, 30)
                .held("pool-1", 9);

        assertThat(Diagnoser.diagnose(scenario.endsAt(33)).halfOpen())
                .containsExactly(new HalfOpen(
                        "10.9.9.9:443",
                        "com.acme.Feed.connect(Feed.java:31)",
                        2,
                        Duration.ofSeconds(32),
                        5,
                        List.of(Duration.ZERO, Duration.ofSeconds(30))));
        assertThat(sites(33)).isEmpty();
    }

    @Test
    void connectThatReturnsAfterItWasListed_isAnOpeningLikeAnother() {
        scenario.site(9, CONNECT);
        scenario.connection(7)
                .to("10.9.9.9:443")
                .at(5)
                .listedConnecting(1, 3, 0)
                .held("main", 9)
                .at(1)
                .connects(7.5, CONNECT);

        Diagnosis diagnosis = Diagnoser.diagnose(scenario.endsAt(60));
        ConnectionHistory history = diagnosis.withOnly(7).connections().get(0).history();

        assertThat(history.states())
                .extracting(ConnectionHistory.StateEntry::state)
                .containsExactly(SYN_SENT, ESTABLISHED);
        assertThat(history.holder()).isNull();
        assertThat(history.stacks().opened()).isEqualTo(CONNECT);
        assertThat(diagnosis.unknowns().contradictions()).isZero();
        assertThat(diagnosis.halfOpen()).isEmpty();
    }

    @Test
    void connectThatWasNotSampled_hasHungSinceItWasListed() {
        scenario.site(9, CONNECT);
        scenario.connection(7)
                .to("10.9.9.9:443")
                .at(5)
                .listedConnecting(1, 3, 0)
                .held("main", 9)
                .at(7.5)
                .opened(CONNECT);

        ConnectionHistory history = Diagnoser.diagnose(scenario.endsAt(60))
                .withOnly(7)
                .connections()
                .get(0)
                .history();

        assertThat(history.openedAt()).isEqualTo(Scenario.second(1));
        assertThat(history.timeIn(SYN_SENT)).isEqualTo(Duration.ofMillis(6_500));
    }

    private ConnectionHistory history(double end) {
        return Diagnoser.diagnose(scenario.endsAt(end)).connections().get(0).history();
    }

    private List<LeakSite> sites(double end) {
        return Diagnoser.diagnose(scenario.endsAt(end)).sites();
    }

    private LeakSite only(double end) {
        List<LeakSite> sites = sites(end);
        assertThat(sites).hasSize(1);
        return sites.get(0);
    }
}
