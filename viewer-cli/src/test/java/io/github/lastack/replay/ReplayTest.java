// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import static io.github.lastack.model.TcpState.CLOSED;
import static io.github.lastack.model.TcpState.CLOSE_WAIT;
import static io.github.lastack.model.TcpState.ESTABLISHED;
import static io.github.lastack.model.TcpState.FIN_WAIT_1;
import static io.github.lastack.model.TcpState.FIN_WAIT_2;
import static io.github.lastack.model.TcpState.LAST_ACK;
import static io.github.lastack.model.TcpState.SYN_RECEIVED;
import static io.github.lastack.model.TcpState.SYN_SENT;
import static io.github.lastack.model.TcpState.TIME_WAIT;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Scenario.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmContext;
import io.github.lastack.model.Evidence;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Replayed;
import io.github.lastack.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final List<String> CONNECT = at("Feed.connect(Feed.java:31)");
    private static final List<String> POLL = at("Feed.poll(Feed.java:58)");
    private static final List<String> CLOSE = at("Feed.close(Feed.java:77)");

    private final Scenario scenario = scenario();

    @Test
    void connect_blocking_isSynSentUntilItReturns() {
        scenario.connection(1).at(1).connects(1.5, CONNECT);

        ConnectionHistory history = only(10);

        assertThat(states(history)).containsExactly(SYN_SENT, ESTABLISHED);
        assertThat(history.states().get(0).at()).isEqualTo(second(1));
        assertThat(history.states().get(1).at()).isEqualTo(second(1.5));
        assertThat(history.states())
                .extracting(ConnectionHistory.StateEntry::evidence)
                .containsOnly(Evidence.OBSERVED);
        assertThat(history.openedAt()).isEqualTo(second(1));
    }

    @Test
    void connect_nonBlocking_isEstablishedWhenFinished() {
        scenario.connection(1).at(1).connectsWithoutBlocking(0, CONNECT).at(2).established();

        ConnectionHistory history = only(10);

        assertThat(states(history)).containsExactly(SYN_SENT, ESTABLISHED);
        assertThat(history.entered(ESTABLISHED)).contains(second(2));
    }

    @Test
    void accept_established_infersTheHandshake() {
        scenario.connection(1).at(1).accepted(80, CONNECT);

        ConnectionHistory history = only(10);

        assertThat(states(history)).containsExactly(SYN_RECEIVED, ESTABLISHED);
        assertThat(history.states().get(0).evidence()).isEqualTo(Evidence.INFERRED);
        assertThat(history.ends().localPort()).isEqualTo(80);
    }

    @Test
    void close_crossingTheFirstDescription_isTheEnd() {
        scenario.site(7, CONNECT);
        scenario.connection(1).at(4).closed(CLOSE).at(4.001).listed(ESTABLISHED, 1, 1, 7, 0);

        ConnectionHistory history = only(10);

        assertThat(history.isOpen()).isFalse();
        assertThat(history.closeLost()).isFalse();
    }

    @Test
    void connect_failed_needsNoOpening() {
        scenario.connection(1).at(3).connectFailed(1, CONNECT);

        ConnectionHistory history = only(10);

        assertThat(states(history)).containsExactly(SYN_SENT, CLOSED);
        assertThat(history.entered(SYN_SENT)).contains(second(1));
        assertThat(history.stacks().opened()).isEqualTo(CONNECT);
    }

    @Test
    void endOfStream_fromThePeer_isCloseWait() {
        scenario.connection(1).at(1).opened(CONNECT).at(2).endOfStream(POLL);

        ConnectionHistory history = only(10);

        assertThat(history.state()).isEqualTo(CLOSE_WAIT);
        assertThat(history.endOfStreamSeen()).isTrue();
        assertThat(history.stacks().endOfStream()).isEqualTo(POLL);
        assertThat(history.inState()).hasSeconds(8);
        assertThat(history.isOpen()).isTrue();
    }

    @Test
    void endOfStream_byOwnShutdownInput_isNotCloseWait() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .inputShut(POLL)
                .at(2.1)
                .endOfStream(ESTABLISHED, POLL);

        assertThat(only(10).state()).isEqualTo(ESTABLISHED);
    }

    @Test
    void probe_unreadFin_isCloseWait() {
        scenario.connection(1).at(1).opened(CONNECT).at(2).probed(CLOSE_WAIT);

        ConnectionHistory history = only(10);

        assertThat(history.state()).isEqualTo(CLOSE_WAIT);
        assertThat(history.endOfStreamSeen()).isFalse();
    }

    @Test
    void probe_recordedAfterTheClose_wasBeforeIt() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .endOfStream(POLL)
                .at(2.001)
                .closed(CLOSE_WAIT, POLL)
                .at(2.005)
                .probed(CLOSE_WAIT);

        assertThat(only(10).state()).isEqualTo(CLOSED);
        assertThat(replay(10).contradictions()).isZero();
    }

    @Test
    void close_afterThePeersFin_passesLastAck() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .endOfStream(POLL)
                .at(3)
                .closed(CLOSE);

        ConnectionHistory history = only(10);

        assertThat(states(history)).containsExactly(SYN_SENT, ESTABLISHED, CLOSE_WAIT, LAST_ACK, CLOSED);
        assertThat(history.closedAt()).isEqualTo(second(3));
        assertThat(history.stacks().closed()).isEqualTo(CLOSE);
    }

    @Test
    void close_first_leavesTimeWait() {
        scenario.connection(1).at(1).opened(CONNECT).at(3).closed(CLOSE);

        assertThat(states(only(10))).containsExactly(SYN_SENT, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
    }

    @Test
    void timeWait_afterAMinute_isOver() {
        scenario.connection(1).at(1).opened(CONNECT).at(3).closed(CLOSE);

        ConnectionHistory history = only(63);

        assertThat(history.state()).isEqualTo(CLOSED);
        assertThat(history.since()).isEqualTo(second(63));
        assertThat(history.states().get(5).evidence()).isEqualTo(Evidence.INFERRED);
    }

    @Test
    void timeWait_beforeAMinute_isNotOver() {
        scenario.connection(1).at(1).opened(CONNECT).at(3).closed(CLOSE);

        assertThat(only(62.9).state()).isEqualTo(TIME_WAIT);
    }

    @Test
    void close_withUnreadData_resets() {
        scenario.connection(1).at(1).opened(CONNECT).at(3).closedWithUnreadData(CLOSE);

        ConnectionHistory history = only(10);

        assertThat(states(history)).containsExactly(SYN_SENT, ESTABLISHED, CLOSED);
        assertThat(history.unreadData()).isTrue();
    }

    @Test
    void close_second_changesNothing() {
        scenario.connection(1).at(1).opened(CONNECT).at(3).closed(CLOSE).at(4).closed(POLL);

        ConnectionHistory history = only(10);

        assertThat(history.closedAt()).isEqualTo(second(3));
        assertThat(history.stacks().closed()).isEqualTo(CLOSE);
    }

    @Test
    void shutdown_thenEndOfStream_isTimeWaitBeforeTheClose() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .outputShut(POLL)
                .at(3)
                .endOfStream(CLOSED, POLL);

        ConnectionHistory history = only(10);

        assertThat(history.state()).isEqualTo(TIME_WAIT);
        assertThat(history.isOpen()).isTrue();
        assertThat(history.stacks().lastUsed()).isEqualTo(POLL);
    }

    @Test
    void lastUsed_errorAndShutdown_isTheNewest() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .inputShut(CLOSE)
                .at(3)
                .failed(ESTABLISHED, POLL);

        ConnectionHistory history = only(10);

        assertThat(history.stacks().lastUsed()).isEqualTo(POLL);
        assertThat(history.errorAt()).isEqualTo(second(3));
    }

    @Test
    void error_deadDescriptor_isClosed() {
        scenario.connection(1).at(1).opened(CONNECT).at(2).failed(CLOSED, POLL);

        assertThat(only(10).state()).isEqualTo(CLOSED);
    }

    @Test
    void facts_crossing_takeTheOpeningFirst() {
        scenario.connection(1).at(1.000002).opened(CONNECT).at(1.000001).endOfStream(POLL);

        ConnectionHistory history = only(10);

        assertThat(states(history)).containsExactly(SYN_SENT, ESTABLISHED, CLOSE_WAIT);
        assertThat(history.states())
                .extracting(ConnectionHistory.StateEntry::at)
                .isSorted();
        assertThat(replay(10).contradictions()).isZero();
    }

    @Test
    void stack_ofTheCreatingThread_isTheBetterOpening() {
        scenario.site(5, POLL).connection(1).at(1).connectsWithoutBlocking(5, CONNECT);

        assertThat(only(10).stacks().opened()).isEqualTo(POLL);
    }

    @Test
    void stacks_long_areCutAtTheAgentsDepth() {
        scenario.stackDepth(2).connection(1).at(1).opened(at("A.a(A.java:1)", "B.b(B.java:2)", "C.c(C.java:3)"));
        scenario.chunkEnds(9, 1);

        assertThat(only(10).stacks().opened()).isEqualTo(at("A.a(A.java:1)", "B.b(B.java:2)"));
    }

    @Test
    void connection_old_isKnownFromTheListing() {
        scenario.site(7, CONNECT)
                .site(8, POLL)
                .connection(1)
                .at(9)
                .listed(CLOSE_WAIT, -100, -200, 7, 8)
                .and()
                .chunkEnds(9.1, 1);

        ConnectionHistory history = only(10);

        assertThat(states(history)).containsExactly(CLOSE_WAIT);
        assertThat(history.openedAt()).isEqualTo(second(-200));
        assertThat(history.inState()).hasSeconds(110);
        assertThat(history.stacks().opened()).isEqualTo(CONNECT);
        assertThat(history.stacks().endOfStream()).isEqualTo(POLL);
        assertThat(history.endOfStreamSeen()).isTrue();
    }

    @Test
    void connection_oldAndUsed_isReplayed() {
        scenario.site(7, CONNECT)
                .connection(1)
                .at(4)
                .endOfStream(POLL)
                .at(9)
                .listed(CLOSE_WAIT, 4, -200, 7, 8)
                .and()
                .chunkEnds(9.1, 1);

        ConnectionHistory history = only(10);

        assertThat(states(history)).containsExactly(ESTABLISHED, CLOSE_WAIT);
        assertThat(history.since()).isEqualTo(second(4));
        assertThat(history.stacks().endOfStream()).isEqualTo(POLL);
    }

    @Test
    void connection_oldAndClosed_hasItsEnd() {
        scenario.connection(1)
                .at(9)
                .listed(ESTABLISHED, -100, -200, 0, 0)
                .at(12)
                .closed(CLOSE)
                .and()
                .chunkEnds(9.1, 1);

        assertThat(states(only(20))).containsExactly(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
    }

    @Test
    void connection_onlyItsEndKnown_isCounted() {
        scenario.connection(1).at(2).closed(CLOSE);

        Replayed jvm = replay(10);

        assertThat(jvm.connections()).isEmpty();
        assertThat(jvm.unknownOpenings()).isEqualTo(1);
    }

    @Test
    void connection_notListedAnyMore_hasLostItsClose() {
        scenario.connection(1).at(1).opened(CONNECT).at(2).endOfStream(POLL);
        scenario.connection(2).at(1).opened(CONNECT).at(9).listed(ESTABLISHED, 1, 1, 0, 0);
        scenario.chunkEnds(9.1, 1);

        Replayed jvm = replay(10);

        assertThat(jvm.closesLost()).isEqualTo(1);
        assertThat(jvm.connections()).extracting(ConnectionHistory::closeLost).containsExactly(true, false);
    }

    @Test
    void connection_openedAfterTheListing_hasLostNothing() {
        scenario.connection(1).at(8.5).opened(CONNECT);
        scenario.connection(2).at(12).opened(CONNECT);
        scenario.chunkEnds(9, 0);

        assertThat(replay(20).closesLost()).isZero();
    }

    @Test
    void close_listingNotRecorded_isNotLost() {
        scenario.connection(1).at(1).opened(CONNECT).and().chunkEnds(9, 1);

        assertThat(replay(10).closesLost()).isZero();
    }

    @Test
    void close_collectedOrNeverConnected_isNotLost() {
        scenario.connection(1).at(1).opened(CONNECT).at(3).collected();
        scenario.connection(2).at(1.5).connectFailed(1, CONNECT);
        scenario.chunkEnds(9, 0);

        Replayed jvm = replay(10);

        assertThat(jvm.closesLost()).isZero();
        assertThat(jvm.connections().get(0).isCollected()).isTrue();
    }

    @Test
    void contradictions_any_areCountedAndKept() {
        scenario.connection(1)
                .at(1)
                .opened(CONNECT)
                .at(2)
                .probed(TcpState.LISTEN)
                .at(3)
                .established();

        assertThat(replay(10).contradictions()).isEqualTo(2);
        assertThat(only(10).contradictions())
                .extracting(misfit -> misfit.at() + " " + misfit.what())
                .containsExactly(
                        second(2) + " ESTABLISHED, but the kernel said LISTEN",
                        second(3) + " LISTEN, but heard CONNECTED");
    }

    @Test
    void listener_anyAccept_isFoundByPortAndThread() {
        scenario.site(3, POLL).listener(80, CONNECT).listener(443, 3, CONNECT);

        JvmContext context = replay(10).context();
        assertThat(context.listenerAt(80).orElseThrow().stacks().opened()).isEqualTo(CONNECT);
        assertThat(context.listenerAt(443).orElseThrow().stacks().opened()).isEqualTo(POLL);
    }

    @Test
    void closeWaitLimit_agentsOrNone_isItsOrTenSeconds() {
        assertThat(replay(10).jvm().closeWaitLimit()).hasSeconds(10);
        scenario.closeWaitLimit(2).chunkEnds(9, 0);
        assertThat(replay(10).jvm().closeWaitLimit()).hasSeconds(2);
    }

    private Replayed replay(double end) {
        return Replayed.of(List.of(scenario.jvm(end))).get(0);
    }

    private ConnectionHistory only(double end) {
        List<ConnectionHistory> histories = replay(end).connections();
        assertThat(histories).hasSize(1);
        return histories.get(0);
    }

    private static List<TcpState> states(ConnectionHistory history) {
        return history.states().stream()
                .map(ConnectionHistory.StateEntry::state)
                .toList();
    }
}
