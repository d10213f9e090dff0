// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import static io.github.lastack.model.TcpState.CLOSED;
import static io.github.lastack.model.TcpState.CLOSE_WAIT;
import static io.github.lastack.model.TcpState.CLOSING;
import static io.github.lastack.model.TcpState.ESTABLISHED;
import static io.github.lastack.model.TcpState.FIN_WAIT_1;
import static io.github.lastack.model.TcpState.FIN_WAIT_2;
import static io.github.lastack.model.TcpState.LAST_ACK;
import static io.github.lastack.model.TcpState.SYN_RECEIVED;
import static io.github.lastack.model.TcpState.TIME_WAIT;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Scenario.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.model.Evidence;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Replayed;
import io.github.lastack.scenario.Scenario;
import io.github.lastack.scenario.Told;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The server is 2 and closes first; the client is 1. */
class MirrorsTest {
    private static final List<String> CONNECT = at("Feed.connect(Feed.java:31)");
    private static final List<String> POLL = at("Feed.poll(Feed.java:58)");
    private static final List<String> CLOSE = at("Feed.close(Feed.java:77)");
    private static final List<String> SERVE = at("Server.serve(Server.java:20)");

    private final Scenario scenario = scenario();
    private final Scenario.Connection client =
            scenario.connection(1).to("10.0.0.1:80").at(1).opened(CONNECT);
    private final Scenario.Connection server =
            scenario.connection(2).at(1.001).acceptedFrom(1, 80, SERVE).at(3).closed(ESTABLISHED, SERVE);

    @Test
    void finWait2_otherEndOpen_lastsUntilItCloses() {
        client.at(3.1).endOfStream(POLL).at(8).closed(CLOSE_WAIT, CLOSE);

        ConnectionHistory history = server(20);

        assertThat(states(history)).containsExactly(SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
        assertThat(history.entered(FIN_WAIT_2)).contains(second(3));
        assertThat(history.entered(TIME_WAIT)).contains(second(8));
        assertThat(history.evidence()).isEqualTo(Evidence.INFERRED);
    }

    @Test
    void fin_fromShutdownOutput_endsFinWait2() {
        client.at(3.1).endOfStream(POLL).at(5).outputShut(POLL).at(8).closed(CLOSE);

        assertThat(server(20).entered(TIME_WAIT)).contains(second(5));
    }

    @Test
    void timeWait_otherEndsFin_lastsAMinute() {
        client.at(3.1).endOfStream(POLL).at(8).closed(CLOSE_WAIT, CLOSE);

        assertThat(server(67.9).state()).isEqualTo(TIME_WAIT);
        assertThat(server(68).state()).isEqualTo(CLOSED);
    }

    @Test
    void timeWait_endOfStreamIgnored_isNotCharged() {
        client.at(3.1).endOfStream(POLL);

        assertThat(states(server(62.9))).endsWith(FIN_WAIT_1, FIN_WAIT_2);
        assertThat(states(server(63))).endsWith(FIN_WAIT_1, FIN_WAIT_2, CLOSED);
        assertThat(server(63).entered(CLOSED)).contains(second(63));
    }

    @Test
    void fin_delayed_arrivesAsInTheOtherRecording() {
        Scenario other = scenario();
        other.connection(1)
                .to("10.0.0.1:80")
                .at(1)
                .opened(CONNECT)
                .at(12)
                .probed(CLOSE_WAIT)
                .at(13)
                .closed(CLOSE_WAIT, CLOSE);
        server.at(10).goesOn(FIN_WAIT_1, 5).at(20).goesOnSince(13, TIME_WAIT);

        List<Replayed> both = Replayed.of(List.of(scenario.jvm("4711@0", 30), other.jvm("4712@0", 30)));

        assertThat(both).allMatch(jvm -> jvm.contradictions() == 0);
        ConnectionHistory first = both.get(0).connections().stream()
                .filter(each -> each.id() == 2)
                .findAny()
                .orElseThrow();
        assertThat(states(first)).endsWith(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
        assertThat(first.entered(TIME_WAIT)).contains(second(13));
        assertThat(states(both.get(1).connections().get(0))).endsWith(ESTABLISHED, CLOSE_WAIT, LAST_ACK, CLOSED);
    }

    @Test
    void endThatDiesBeforeTheOthersFinHasCome_wasNotToldOfIt() {
        client.at(5).failed(CLOSED, POLL);
        server.at(10).goesOn(FIN_WAIT_1, 5).at(20).goesOn(CLOSED, 0);

        assertThat(states(history(1, 30))).endsWith(ESTABLISHED, CLOSED);
    }

    @Test
    void endThatDiesAfterTheOthersFinHasCome_wasToldOfIt() {
        client.at(5).failed(CLOSED, POLL);

        assertThat(states(history(1, 30))).endsWith(ESTABLISHED, CLOSE_WAIT, CLOSED);
    }

    @Test
    void orphan_recordedKernel_lastsAsItSays() {
        scenario.with(Told.finTimeout(20));
        client.at(3.1).endOfStream(POLL);

        assertThat(server(22.9).state()).isEqualTo(FIN_WAIT_2);
        assertThat(server(23).entered(CLOSED)).contains(second(23));
    }

    @Test
    void close_afterTheKernelGaveUp_isTooLate() {
        client.at(3.1).endOfStream(POLL).at(70).closed(CLOSE_WAIT, CLOSE);

        assertThat(states(server(100))).endsWith(FIN_WAIT_2, CLOSED);
        assertThat(server(100).entered(CLOSED)).contains(second(63));
    }

    @Test
    void reset_byTheOtherEnd_leavesNoTimeWait() {
        client.at(8).closedWithUnreadData(CLOSE);

        assertThat(states(server(20))).endsWith(FIN_WAIT_1, FIN_WAIT_2, CLOSED);
        assertThat(server(20).entered(CLOSED)).contains(second(8));
    }

    @Test
    void close_bothTogether_theFirstWaits() {
        client.at(3.000001).closed(ESTABLISHED, CLOSE);

        assertThat(server(20).state()).isEqualTo(TIME_WAIT);
        assertThat(history(1, 20).state()).isEqualTo(CLOSED);
    }

    @Test
    void ofEndsThatSayFarApartThatTheyCloseFirst_theFirstFinWasLost_andBothWait() {
        client.at(3.1).closed(ESTABLISHED, CLOSE);

        assertThat(states(server(20))).endsWith(ESTABLISHED, FIN_WAIT_1, CLOSING, TIME_WAIT);
        assertThat(states(history(1, 20))).endsWith(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
        assertThat(finsOfBoth())
                .as("one may have been held up before it sent its")
                .containsOnly(Evidence.INFERRED);
    }

    @Test
    void ofEndsThatSayASecondApartThatTheyCloseFirst_bothWereSeenTo() {
        client.at(4.1).closed(ESTABLISHED, CLOSE);

        assertThat(states(server(20))).endsWith(ESTABLISHED, FIN_WAIT_1, CLOSING, TIME_WAIT);
        assertThat(finsOfBoth()).containsOnly(Evidence.OBSERVED);
    }

    private List<Evidence> finsOfBoth() {
        return Stream.of(server(20), history(1, 20))
                .flatMap(history -> history.states().stream())
                .filter(stay -> stay.state() == FIN_WAIT_1)
                .map(ConnectionHistory.StateEntry::evidence)
                .toList();
    }

    @Test
    void endThatDidNotAskTheKernel_isNoEvidenceOfALostFin() {
        client.at(3.1).closed(CLOSE);

        assertThat(history(1, 20).state()).isEqualTo(CLOSED);
        assertThat(server(20).state()).isEqualTo(TIME_WAIT);
    }

    @Test
    void endThatIsSeenInLastAckAfterItsFin_wasAskedTooEarlyBeforeIt() {
        client.at(2.999999)
                .outputShut(POLL)
                .at(3.2)
                .endOfStream(LAST_ACK, POLL)
                .at(3.3)
                .closed(LAST_ACK, CLOSE);

        assertThat(states(history(1, 20))).endsWith(ESTABLISHED, CLOSE_WAIT, LAST_ACK, CLOSED);
        assertThat(states(server(20))).endsWith(FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
    }

    @Test
    void endWhoseFinIsInferred_wasNotSeenToBeClosedEither() {
        client.at(3.000001).outputShut(POLL).at(4).closed(CLOSED, CLOSE);

        ConnectionHistory history = history(1, 20);

        assertThat(states(history)).endsWith(CLOSE_WAIT, LAST_ACK, CLOSED);
        assertThat(history.evidence()).isEqualTo(Evidence.INFERRED);
    }

    @Test
    void output_shutBefore_isWaitedFor() {
        client.at(8).closed(CLOSE_WAIT, CLOSE);
        Scenario.Connection third =
                scenario.connection(3).to("10.0.0.1:81").at(1).opened(CONNECT);
        third.at(2).outputShut(POLL).at(3).closed(FIN_WAIT_2, CLOSE);
        scenario.connection(4).at(1).acceptedFrom(3, 81, SERVE).at(2.1).endOfStream(POLL);

        assertThat(states(history(3, 20))).endsWith(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2);
    }

    @Test
    void close_lostOfTheOtherEnd_provesNothing() {
        scenario.chunkEnds(15, 0);

        assertThat(server(20).state()).isEqualTo(TIME_WAIT);
        assertThat(server(20).since()).isEqualTo(second(3));
    }

    @Test
    void port_usedAgain_isAnotherConnection() {
        client.at(3.1).endOfStream(POLL).at(4).closed(CLOSE_WAIT, CLOSE);
        scenario.connection(101).to("10.0.0.1:80").at(90).from(1).opened(CONNECT);
        scenario.connection(102).at(90.001).acceptedFrom(1, 80, SERVE).at(92).closed(ESTABLISHED, SERVE);

        assertThat(history(2, 100).entered(TIME_WAIT)).contains(second(4));
        assertThat(history(102, 100).state()).isEqualTo(FIN_WAIT_2);
    }

    @Test
    void otherEnd_inAnotherRecording_isFound() {
        Scenario there = scenario();
        there.connection(2).at(1.2).acceptedFrom(1, 90, SERVE).at(3).closed(ESTABLISHED, SERVE);
        Scenario here = scenario();
        here.connection(1).to("10.0.0.1:90").at(1).opened(CONNECT).at(9).closed(CLOSE_WAIT, CLOSE);

        List<Replayed> jvms = Replayed.of(List.of(here.jvm("1@0", 20), there.jvm("2@0", 20)));

        assertThat(jvms.get(1).connections().get(0).entered(TIME_WAIT)).contains(second(9));
    }

    @Test
    void end_thatDoesNotClose_isReportedAlone() {
        for (int i = 10; i < 40; i += 2) {
            scenario.connection(i)
                    .to("10.0.0.1:82")
                    .at(i)
                    .opened(CONNECT)
                    .at(i + 0.2)
                    .endOfStream(POLL);
            scenario.connection(i + 1)
                    .at(i)
                    .acceptedFrom(i, 82, SERVE)
                    .at(i + 0.1)
                    .closed(ESTABLISHED, SERVE);
        }
        client.at(3.1).closed(CLOSE_WAIT, CLOSE);

        assertThat(Diagnoser.diagnose(scenario.endsAt(60)).sites())
                .extracting(LeakSite::cause)
                .containsExactly(Cause.END_OF_STREAM_IGNORED);
    }

    private ConnectionHistory server(double end) {
        return history(2, end);
    }

    private ConnectionHistory history(long id, double end) {
        Replayed jvm = Replayed.of(List.of(scenario.jvm(end))).get(0);
        assertThat(jvm.contradictions()).isZero();
        return jvm.connections().stream()
                .filter(history -> history.id() == id)
                .findAny()
                .orElseThrow();
    }

    private static List<TcpState> states(ConnectionHistory history) {
        return history.states().stream()
                .map(ConnectionHistory.StateEntry::state)
                .toList();
    }
}
