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
import static io.github.lastack.model.TcpState.SYN_SENT;
import static io.github.lastack.model.TcpState.TIME_WAIT;
import static io.github.lastack.scenario.Scenario.at;
import static io.github.lastack.scenario.Scenario.scenario;
import static io.github.lastack.scenario.Scenario.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.model.Evidence;
import io.github.lastack.model.TcpState;
import io.github.lastack.scenario.Replayed;
import io.github.lastack.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What happens around a close, as the kernel's trace shows it. The client is 1, the server 2. */
class TeardownTest {
    private static final List<String> CODE = at("Feed.poll(Feed.java:58)");

    private final Scenario scenario = scenario();
    private final Scenario.Connection client =
            scenario.connection(1).to("10.0.0.1:80").at(1).opened(CODE);

    @Nested
    @DisplayName("the descriptor goes later than close was called")
    class DescriptorGoesLater {
        @Test
        void close_shuttingTheOutputFirst_sendsFinBeforeReset() {
            client.at(3).closed(ESTABLISHED, true, CODE).at(3.00001).descriptorClosed(FIN_WAIT_1, true);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, CLOSED);
        }

        @Test
        void close_unreadDataPeerClosesBeforeSelect_isTimeWait() {
            client.at(3).closed(ESTABLISHED, true, CODE).at(4).descriptorClosed(CLOSED, false);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
        }

        @Test
        void close_afterThePeersFinInBetween_isPassive() {
            client.at(3).closed(ESTABLISHED, CODE).at(3.00001).descriptorClosed(CLOSE_WAIT, false);

            assertThat(states(1)).endsWith(ESTABLISHED, CLOSE_WAIT, LAST_ACK, CLOSED);
        }

        @Test
        void fins_crossed_areSeenBetweenShutdownAndClose() {
            client.at(3).closed(ESTABLISHED, CODE).at(3.00001).descriptorClosed(CLOSING, false);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, CLOSING, TIME_WAIT);
        }

        @Test
        void descriptorEvent_beforeTheClose_isTakenAfterIt() {
            client.at(3).descriptorClosed(FIN_WAIT_1, true).at(3.00001).closed(ESTABLISHED, CODE);

            assertThat(states(1)).endsWith(FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
        }
    }

    @Nested
    @DisplayName("the other end resets")
    class OtherEndResets {
        private final Scenario.Connection server = scenario.connection(2).at(1).acceptedFrom(1, 80, CODE);

        @Test
        void fin_notAcknowledgedYet_staysInFinWait1() {
            client.at(3).closed(ESTABLISHED, CODE);
            server.at(3.001).closed(CLOSE_WAIT, true, CODE);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, CLOSED);
            assertThat(states(2)).endsWith(ESTABLISHED, CLOSE_WAIT, CLOSED);
        }

        @Test
        void fin_beforeALaterReset_isAcknowledged() {
            client.at(3).closed(ESTABLISHED, CODE);
            server.at(4).closed(CLOSE_WAIT, true, CODE);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, CLOSED);
        }

        @Test
        void fin_beforeTheReset_isKnown() {
            client.at(3).closed(ESTABLISHED, true, CODE).at(3.00001).descriptorClosed(FIN_WAIT_1, true);
            server.at(4).closed(CLOSED, CODE);

            assertThat(states(2)).endsWith(ESTABLISHED, CLOSE_WAIT, CLOSED);
            assertThat(history(2).entered(CLOSE_WAIT)).contains(second(3));
        }
    }

    @Nested
    @DisplayName("both close within microseconds")
    class BothClose {
        private final Scenario.Connection server = scenario.connection(2).at(1).acceptedFrom(1, 80, CODE);

        @Test
        void fins_ofOneHost_laterMeetsTheEarlierUnobserved() {
            client.at(3).closed(ESTABLISHED, CODE);
            server.at(3.00001).closed(ESTABLISHED, CODE);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
            assertThat(states(2)).endsWith(ESTABLISHED, CLOSE_WAIT, LAST_ACK, CLOSED);
            assertThat(evidenceAfterEstablished(1)).containsOnly(Evidence.INFERRED);
            assertThat(evidenceAfterEstablished(2)).containsOnly(Evidence.INFERRED);
        }

        @Test
        void fins_betweenHosts_haveCrossed() {
            scenario.connection(3)
                    .on("10.0.0.2")
                    .to("10.0.0.1:81")
                    .at(1)
                    .opened(CODE)
                    .at(3)
                    .closed(ESTABLISHED, CODE);
            scenario.connection(4)
                    .to("10.0.0.2:40003")
                    .from(-39_919)
                    .at(1)
                    .opened(CODE)
                    .at(3.0001)
                    .closed(ESTABLISHED, CODE);

            assertThat(states(3)).endsWith(ESTABLISHED, FIN_WAIT_1, CLOSING, TIME_WAIT);
            assertThat(states(4)).endsWith(ESTABLISHED, FIN_WAIT_1, CLOSING, TIME_WAIT);
        }

        @Test
        void kernelState_afterwards_decidesForBothEnds() {
            client.at(3).outputShut(CODE).at(3.1).probed(FIN_WAIT_2);
            server.at(2.99999).closed(ESTABLISHED, CODE);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2);
            assertThat(history(1).states().get(2).evidence()).isEqualTo(Evidence.OBSERVED);
            assertThat(states(2)).endsWith(ESTABLISHED, CLOSE_WAIT, LAST_ACK, CLOSED);
        }

        @Test
        void closing_seenAtOneEnd_holdsForBoth() {
            client.at(3).closed(ESTABLISHED, CODE).at(3.00002).descriptorClosed(CLOSING, false);
            server.at(3.00001).closed(ESTABLISHED, CODE);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, CLOSING, TIME_WAIT);
            assertThat(states(2)).endsWith(ESTABLISHED, FIN_WAIT_1, CLOSING, TIME_WAIT);
            assertThat(history(2).states().get(2).evidence()).isEqualTo(Evidence.OBSERVED);
        }
    }

    @Nested
    @DisplayName("the kernel is seen to be at it after the descriptor has gone")
    class AfterTheDescriptor {
        private final Scenario.Connection server = scenario.connection(2).at(1).acceptedFrom(1, 80, CODE);

        @Test
        void fin_notAcknowledged_leadsNoFurtherThanTheKernel() {
            client.at(3)
                    .closed(ESTABLISHED, CODE)
                    .at(10)
                    .goesOn(FIN_WAIT_1, 5)
                    .at(15)
                    .goesOn(FIN_WAIT_1, 6);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1);
            assertThat(history(1).evidence()).isEqualTo(Evidence.OBSERVED);
            assertThat(history(1).afterClose())
                    .isEqualTo(new ConnectionHistory.AfterClose(second(15), 6, second(15), null));
        }

        @Test
        void timeWait_beginsByTheKernelsTimer() {
            client.at(3)
                    .closed(ESTABLISHED, CODE)
                    .at(10)
                    .goesOn(FIN_WAIT_1, 5)
                    .at(19)
                    .goesOnSince(12, TIME_WAIT);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
            assertThat(history(1).entered(TIME_WAIT)).contains(second(12));
            assertThat(history(1).timeWaitEnds()).isEqualTo(second(72));
            assertThat(evidenceAfterEstablished(1))
                    .containsExactly(Evidence.OBSERVED, Evidence.INFERRED, Evidence.OBSERVED);
        }

        @Test
        void finWait2_isSeenInBetween() {
            client.at(3)
                    .closed(ESTABLISHED, CODE)
                    .at(10)
                    .goesOnSince(6, FIN_WAIT_2)
                    .at(19)
                    .goesOnSince(12, TIME_WAIT);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
            assertThat(history(1).entered(FIN_WAIT_2)).contains(second(6));
            assertThat(evidenceAfterEstablished(1)).containsOnly(Evidence.OBSERVED);
            assertThat(history(1).afterClose().unacknowledged()).isNull();
        }

        @Test
        void connection_goneWithoutTimeWait_wasGivenUpOrReset() {
            client.at(3)
                    .closed(ESTABLISHED, CODE)
                    .at(10)
                    .goesOn(FIN_WAIT_1, 3)
                    .at(15)
                    .goesOn(CLOSED, 3);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, CLOSED);
            assertThat(history(1).evidence()).isEqualTo(Evidence.INFERRED);
            assertThat(history(1).afterClose())
                    .isEqualTo(new ConnectionHistory.AfterClose(second(10), 3, second(10), second(15)));
        }

        @Test
        void row_missedByOneReading_isNotGone() {
            client.at(3)
                    .closed(ESTABLISHED, CODE)
                    .at(5)
                    .goesOn(FIN_WAIT_1, 2)
                    .at(7)
                    .goesOn(CLOSED, 2);
            client.at(9).goesOn(FIN_WAIT_1, 4).at(15).goesOnSince(12, TIME_WAIT);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
        }

        @Test
        void lastAck_lastsUntilItIsGone() {
            client.at(2).closed(ESTABLISHED, CODE);
            server.at(3)
                    .closed(CLOSE_WAIT, CODE)
                    .at(10)
                    .goesOn(LAST_ACK, 5)
                    .at(15)
                    .goesOn(CLOSED, 5);

            assertThat(states(2)).endsWith(CLOSE_WAIT, LAST_ACK, CLOSED);
            assertThat(history(2).entered(CLOSED)).contains(second(15));
            assertThat(history(1).entered(TIME_WAIT))
                    .as("whose answers are lost")
                    .contains(second(3));
        }

        @Test
        void peersFin_afterTheKernelWasAsked_counts() {
            client.at(3).closed(ESTABLISHED, CODE).at(10).goesOn(LAST_ACK, 5);

            assertThat(states(1)).endsWith(ESTABLISHED, CLOSE_WAIT, LAST_ACK);
        }

        @Test
        void fins_bothLost_retransmissionsCross() {
            client.at(3)
                    .closed(ESTABLISHED, CODE)
                    .at(5)
                    .goesOn(FIN_WAIT_1, 2)
                    .at(8)
                    .goesOn(CLOSING, 4);
            server.at(3.1)
                    .closed(ESTABLISHED, CODE)
                    .at(5)
                    .goesOn(FIN_WAIT_1, 2)
                    .at(8)
                    .goesOn(CLOSING, 4);
            client.at(15).goesOnSince(13, TIME_WAIT);
            server.at(15).goesOnSince(13, TIME_WAIT);

            for (int id = 1; id <= 2; id++) {
                assertThat(states(id)).endsWith(ESTABLISHED, FIN_WAIT_1, CLOSING, TIME_WAIT);
                assertThat(evidenceAfterEstablished(id)).containsOnly(Evidence.OBSERVED);
                assertThat(history(id).entered(TIME_WAIT)).contains(second(13));
            }
        }

        @Test
        void peer_closedMeanwhile_kernelStateGoesOn() {
            client.at(3)
                    .closed(ESTABLISHED, CODE)
                    .at(10)
                    .goesOn(FIN_WAIT_2, 0)
                    .at(15)
                    .goesOn(FIN_WAIT_2, 0);
            server.at(4).closed(CLOSE_WAIT, CODE).at(10).goesOn(LAST_ACK, 5);

            assertThat(states(1)).endsWith(FIN_WAIT_1, FIN_WAIT_2);
        }

        @Test
        void peer_closingLater_endsTheConnection() {
            client.at(3).closed(ESTABLISHED, CODE).at(10).goesOn(FIN_WAIT_2, 0);
            server.at(14).closed(CLOSE_WAIT, CODE);

            assertThat(states(1)).endsWith(FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
            assertThat(history(1).entered(TIME_WAIT)).contains(second(14));
        }

        @Test
        void fin_neverAcknowledged_didNotReachThePeer() {
            client.at(3)
                    .closed(ESTABLISHED, CODE)
                    .at(5)
                    .goesOn(FIN_WAIT_1, 2)
                    .at(8)
                    .goesOn(CLOSED, 2);
            server.at(10).failed(CLOSED, CODE);

            assertThat(states(2)).endsWith(ESTABLISHED, CLOSED);
        }

        @Test
        void peer_closingBeforeTheLateFin_closedFirstToo() {
            client.at(3)
                    .closed(ESTABLISHED, CODE)
                    .at(9)
                    .goesOn(FIN_WAIT_1, 5)
                    .at(15)
                    .goesOnSince(12, TIME_WAIT);
            server.at(5).closed(ESTABLISHED, CODE);

            assertThat(states(2)).containsSubsequence(ESTABLISHED, FIN_WAIT_1);
        }

        @Test
        void aReadingThatMetItBeforeItsAcknowledgement_changesNothing() {
            client.at(3).closed(ESTABLISHED, CODE).at(3.03).goesOn(FIN_WAIT_1, 0);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2);
        }

        @Test
        void aReadingThatMetTheSecondToCloseBeforeItsAcknowledgement_changesNothing() {
            client.at(2)
                    .endOfStream(CODE)
                    .at(3)
                    .closed(CLOSE_WAIT, CODE)
                    .at(3.03)
                    .goesOn(LAST_ACK, 0)
                    .at(13)
                    .goesOn(CLOSED, 0);

            assertThat(states(1)).endsWith(CLOSE_WAIT, LAST_ACK, CLOSED);
        }

        @Test
        void aReadingThatMetItBeforeItsAcknowledgement_isWorthWhatComesLater() {
            client.at(3)
                    .closed(ESTABLISHED, CODE)
                    .at(3.03)
                    .goesOn(FIN_WAIT_1, 0)
                    .at(13)
                    .goesOnSince(5, TIME_WAIT);

            assertThat(states(1)).endsWith(ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
            assertThat(history(1).entered(TIME_WAIT)).contains(second(5));
        }

        @Test
        void kernelState_longAfterTheClose_counts() {
            client.at(3).closed(ESTABLISHED, CODE).at(10).goesOn(FIN_WAIT_1, 5);
            client.at(100).goesOn(FIN_WAIT_1, 8).at(130).goesOnSince(122, TIME_WAIT);
            scenario.connection(3).to("10.0.0.3:80").at(500).opened(CODE);

            ConnectionHistory history = history(1, 600);
            assertThat(history.entered(TIME_WAIT)).contains(second(122));
            assertThat(history.state()).isEqualTo(CLOSED);
        }

        @Test
        void kernelState_ofAnUnknownConnection_isNoConnection() {
            scenario.connection(9).at(5).goesOn(FIN_WAIT_1, 2);

            Replayed jvm = Replayed.of(List.of(scenario.jvm(20))).get(0);
            assertThat(jvm.unknownOpenings()).isZero();
            assertThat(jvm.connections()).extracting(ConnectionHistory::id).doesNotContain(9L);
        }
    }

    @Nested
    @DisplayName("SYNs cross")
    class SimultaneousOpen {
        @Test
        void socket_connectedToItself_opensAndClosesAtBothEnds() {
            scenario.connection(3).to("10.0.0.1:40003").at(1).opened(CODE).at(3).closed(ESTABLISHED, CODE);

            assertThat(states(3)).containsExactly(SYN_SENT, SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, CLOSING, TIME_WAIT);
        }

        @Test
        void ends_connectingToEachOther_passSynReceived() {
            scenario.connection(3).to("10.0.0.1:40004").at(1).opened(CODE).at(3).closed(ESTABLISHED, CODE);
            scenario.connection(4).to("10.0.0.1:40003").at(1).opened(CODE).at(4).closed(CLOSE_WAIT, CODE);

            assertThat(states(3))
                    .containsExactly(SYN_SENT, SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2, TIME_WAIT);
            assertThat(states(4)).containsExactly(SYN_SENT, SYN_RECEIVED, ESTABLISHED, CLOSE_WAIT, LAST_ACK, CLOSED);
        }
    }

    @Test
    void timeWait_lengthGiven_lastsAsLong() {
        client.at(3).closed(ESTABLISHED, CODE);

        assertThat(lasting(Duration.ofSeconds(18)).state()).isEqualTo(TIME_WAIT);
        assertThat(lasting(Duration.ofSeconds(16)).entered(CLOSED)).contains(second(19));
    }

    private ConnectionHistory lasting(Duration timeWait) {
        return Replayed.of(List.of(scenario.jvm(20)), timeWait)
                .get(0)
                .connections()
                .get(0);
    }

    private List<TcpState> states(long id) {
        return history(id).states().stream()
                .map(ConnectionHistory.StateEntry::state)
                .toList();
    }

    private List<Evidence> evidenceAfterEstablished(long id) {
        List<ConnectionHistory.StateEntry> states = history(id).states();
        return states.subList(2, states.size()).stream()
                .map(ConnectionHistory.StateEntry::evidence)
                .toList();
    }

    private ConnectionHistory history(long id) {
        return history(id, 20);
    }

    private ConnectionHistory history(long id, double end) {
        Replayed jvm = Replayed.of(List.of(scenario.jvm(end))).get(0);
        assertThat(jvm.contradictions()).isZero();
        return jvm.connections().stream()
                .filter(history -> history.id() == id)
                .findAny()
                .orElseThrow();
    }
}
