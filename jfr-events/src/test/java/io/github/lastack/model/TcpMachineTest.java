// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.model;

import static io.github.lastack.model.TcpState.CLOSED;
import static io.github.lastack.model.TcpState.CLOSE_WAIT;
import static io.github.lastack.model.TcpState.CLOSING;
import static io.github.lastack.model.TcpState.ESTABLISHED;
import static io.github.lastack.model.TcpState.FIN_WAIT_1;
import static io.github.lastack.model.TcpState.FIN_WAIT_2;
import static io.github.lastack.model.TcpState.LAST_ACK;
import static io.github.lastack.model.TcpState.LISTEN;
import static io.github.lastack.model.TcpState.SYN_RECEIVED;
import static io.github.lastack.model.TcpState.SYN_SENT;
import static io.github.lastack.model.TcpState.TIME_WAIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Named lives of connections; a path is written as its transitions print. */
@DisplayName("TCP machine")
class TcpMachineTest {
    private final TcpMachine machine = new TcpMachine();
    private int expectedContradictions;

    @AfterEach
    void contradictionsAreAsTold() {
        assertThat(machine.contradictions()).hasSize(expectedContradictions);
    }

    @Nested
    @DisplayName("opens (RFC 9293, sections 3.5 and 3.10.1)")
    class Opens {
        @Test
        void connect_passesSynSent() {
            expect(machine.on(TcpSignal.CONNECT_BEGUN), "CLOSED -> SYN_SENT (observed)");
            expect(machine.on(TcpSignal.CONNECTED), "SYN_SENT -> ESTABLISHED (observed)");
        }

        @Test
        void connect_seenOnlyOnReturn_impliesSynSent() {
            expect(
                    machine.on(TcpSignal.CONNECTED),
                    "CLOSED -> SYN_SENT (inferred)",
                    "SYN_SENT -> ESTABLISHED (observed)");
        }

        @Test
        void accept_impliesSynReceived() {
            expect(
                    machine.on(TcpSignal.ACCEPTED),
                    "CLOSED -> SYN_RECEIVED (inferred)",
                    "SYN_RECEIVED -> ESTABLISHED (observed)");
        }

        @Test
        void connect_failed_isClosed() {
            machine.on(TcpSignal.CONNECT_BEGUN);
            expect(machine.on(TcpSignal.CONNECT_FAILED), "SYN_SENT -> CLOSED (observed)");
        }

        @ParameterizedTest
        @EnumSource(names = {"SYN_RECEIVED", "ESTABLISHED", "CLOSE_WAIT"})
        void finishConnectMayFailAfterAProbeHasSeenTheHandshakeDone(TcpState probed) {
            machine.on(TcpSignal.CONNECT_BEGUN);
            machine.onKernelState(probed);
            expect(machine.on(TcpSignal.CONNECT_FAILED), probed + " -> CLOSED (observed)");
        }

        @Test
        void finishConnect_afterAProbedFin_changesNothing() {
            machine.on(TcpSignal.CONNECT_BEGUN);
            expect(
                    machine.onKernelState(CLOSE_WAIT),
                    "SYN_SENT -> ESTABLISHED (inferred)",
                    "ESTABLISHED -> CLOSE_WAIT (observed)");
            expectNothing(machine.on(TcpSignal.CONNECTED));
        }

        @Test
        void open_simultaneous_passesSynReceived() {
            machine.on(TcpSignal.CONNECT_BEGUN);
            expect(machine.onKernelState(SYN_RECEIVED), "SYN_SENT -> SYN_RECEIVED (observed)");
            expect(machine.on(TcpSignal.CONNECTED), "SYN_RECEIVED -> ESTABLISHED (observed)");
        }

        @Test
        void fin_duringTheHandshake_isProcessedAfterIt() {
            machine.on(TcpSignal.CONNECT_BEGUN);
            machine.onKernelState(SYN_RECEIVED);
            expect(
                    machine.on(TcpSignal.PEER_FIN),
                    "SYN_RECEIVED -> ESTABLISHED (inferred)",
                    "ESTABLISHED -> CLOSE_WAIT (observed)");
        }

        @Test
        void listener_listensUntilClosed() {
            expect(machine.on(TcpSignal.LISTENING), "CLOSED -> LISTEN (observed)");
            expect(machine.on(TcpSignal.CLOSED), "LISTEN -> CLOSED (observed)");
        }

        @Test
        void close_duringTheHandshake_sendsNoFin() {
            machine.on(TcpSignal.CONNECT_BEGUN);
            expect(machine.closed(SYN_SENT, false, -1), "SYN_SENT -> CLOSED (observed)");
        }

        @Test
        void connection_foundOpen_startsInTheStateFound() {
            expect(machine.adopt(CLOSE_WAIT), "CLOSED -> CLOSE_WAIT (observed)");
        }
    }

    @Nested
    @DisplayName("peer closes first (section 3.6, case 2)")
    class PeerClosesFirst {
        @Test
        void close_afterEndOfStream_passesLastAck() {
            establish();
            expect(machine.endOfStream(CLOSE_WAIT), "ESTABLISHED -> CLOSE_WAIT (observed)");
            expect(
                    machine.closed(CLOSE_WAIT, false, -1),
                    "CLOSE_WAIT -> LAST_ACK (observed)",
                    "LAST_ACK -> CLOSED (inferred)");
        }

        @Test
        void endOfStream_kernelNotAsked_isThePeersFin() {
            establish();
            expect(machine.endOfStream(null), "ESTABLISHED -> CLOSE_WAIT (observed)");
        }

        @Test
        void probe_unreadFin_isCloseWait() {
            establish();
            expect(machine.onKernelState(CLOSE_WAIT), "ESTABLISHED -> CLOSE_WAIT (observed)");
            expectNothing(machine.endOfStream(CLOSE_WAIT));
        }

        @Test
        void close_unreadFin_passesCloseWait() {
            establish();
            expect(
                    machine.closed(CLOSE_WAIT, false, -1),
                    "ESTABLISHED -> CLOSE_WAIT (observed)",
                    "CLOSE_WAIT -> LAST_ACK (observed)",
                    "LAST_ACK -> CLOSED (inferred)");
        }

        @Test
        void shutdownOutput_inCloseWait_isLastAck() {
            establish();
            machine.endOfStream(CLOSE_WAIT);
            expect(machine.outputShut(CLOSE_WAIT), "CLOSE_WAIT -> LAST_ACK (observed)");
            expect(machine.onKernelState(CLOSED), "LAST_ACK -> CLOSED (observed)");
            expectNothing(machine.closed(CLOSED, false, -1));
        }

        @Test
        void shutdownInput_local_isNotThePeersFin() {
            establish();
            expectNothing(machine.endOfStream(ESTABLISHED));
            assertThat(machine.state()).isEqualTo(ESTABLISHED);
        }
    }

    @Nested
    @DisplayName("this side closes first (section 3.6, case 1)")
    class ThisSideClosesFirst {
        @Test
        void close_first_endsInTimeWait() {
            establish();
            expect(
                    machine.closed(ESTABLISHED, false, -1),
                    "ESTABLISHED -> FIN_WAIT_1 (observed)",
                    "FIN_WAIT_1 -> FIN_WAIT_2 (inferred)",
                    "FIN_WAIT_2 -> TIME_WAIT (inferred)");
            expect(machine.on(TcpSignal.TIME_WAIT_ELAPSED), "TIME_WAIT -> CLOSED (inferred)");
        }

        @Test
        void halfClose_waitsInFinWait2() {
            establish();
            expect(machine.outputShut(ESTABLISHED), "ESTABLISHED -> FIN_WAIT_1 (observed)");
            expect(machine.onKernelState(FIN_WAIT_2), "FIN_WAIT_1 -> FIN_WAIT_2 (observed)");
            expect(machine.endOfStream(CLOSED), "FIN_WAIT_2 -> TIME_WAIT (observed)");
            expectNothing(machine.closed(CLOSED, false, -1));
        }

        @Test
        void kernelClose_afterOurFin_isTimeWait() {
            establish();
            machine.outputShut(ESTABLISHED);
            expect(
                    machine.onKernelState(CLOSED),
                    "FIN_WAIT_1 -> FIN_WAIT_2 (inferred)",
                    "FIN_WAIT_2 -> TIME_WAIT (inferred)");
            expectNothing(machine.onKernelState(CLOSED));
        }

        @Test
        void timeWait_isReachedThroughFinWait2() {
            establish();
            expect(
                    machine.onKernelState(TIME_WAIT),
                    "ESTABLISHED -> FIN_WAIT_1 (inferred)",
                    "FIN_WAIT_1 -> FIN_WAIT_2 (inferred)",
                    "FIN_WAIT_2 -> TIME_WAIT (observed)");
        }

        @Test
        void error_inFinWait_isAReset() {
            establish();
            machine.outputShut(ESTABLISHED);
            machine.onKernelState(FIN_WAIT_2);
            expect(machine.failed(CLOSED), "FIN_WAIT_2 -> CLOSED (observed)");
        }
    }

    @Nested
    @DisplayName("both close at once (section 3.6, case 3)")
    class BothCloseAtOnce {
        @Test
        void closing_isReachedByTheKernelsState() {
            establish();
            machine.outputShut(ESTABLISHED);
            expect(machine.onKernelState(CLOSING), "FIN_WAIT_1 -> CLOSING (observed)");
            expect(machine.closed(CLOSING, false, -1), "CLOSING -> TIME_WAIT (inferred)");
        }

        @Test
        void endOfStream_inClosing_changesNothing() {
            establish();
            machine.outputShut(ESTABLISHED);
            machine.onKernelState(CLOSING);
            expectNothing(machine.endOfStream(CLOSING));
            expect(machine.endOfStream(CLOSED), "CLOSING -> TIME_WAIT (inferred)");
        }
    }

    @Nested
    @DisplayName("resets (sections 3.5.3, 3.6.1 and 3.10.7.4)")
    class Resets {
        @Test
        void close_withUnreadData_aborts() {
            establish();
            expect(machine.closed(ESTABLISHED, true, -1), "ESTABLISHED -> CLOSED (observed)");
        }

        @Test
        void close_withLingerZero_aborts() {
            establish();
            machine.endOfStream(CLOSE_WAIT);
            expect(machine.closed(CLOSE_WAIT, false, 0), "CLOSE_WAIT -> CLOSED (observed)");
        }

        @Test
        void close_withLingerOfSeconds_sendsAFin() {
            establish();
            machine.closed(ESTABLISHED, false, 5);
            assertThat(machine.state()).isEqualTo(TIME_WAIT);
        }

        @Test
        void close_afterThePeersReset_sendsNothing() {
            establish();
            expect(machine.closed(CLOSED, false, -1), "ESTABLISHED -> CLOSED (observed)");
        }

        @Test
        void read_failedKernelNotAsked_isClosed() {
            establish();
            expect(machine.failed(null), "ESTABLISHED -> CLOSED (observed)");
        }

        @ParameterizedTest
        @EnumSource(
                mode = EnumSource.Mode.EXCLUDE,
                names = {"CLOSED", "LISTEN", "TIME_WAIT"})
        void resetEndsEveryConnectionAtOnce(TcpState state) {
            machine.adopt(state);
            expect(machine.on(TcpSignal.RESET), state + " -> CLOSED (observed)");
        }

        @Test
        void endOfStream_connectionReset_cameBeforeTheReset() {
            establish();
            expect(
                    machine.endOfStream(CLOSED),
                    "ESTABLISHED -> CLOSE_WAIT (observed)",
                    "CLOSE_WAIT -> CLOSED (observed)");
        }

        @Test
        void call_failedOnAnOpenConnection_changesNothing() {
            establish();
            expectNothing(machine.failed(ESTABLISHED));
        }
    }

    @Nested
    @DisplayName("after a close the kernel may say")
    class AfterAClose {
        @Test
        void closeLeadsTo_statesAfterAClose_isTrue() {
            assertThat(TcpMachine.closeLeadsTo(ESTABLISHED, FIN_WAIT_1)).isTrue();
            assertThat(TcpMachine.closeLeadsTo(ESTABLISHED, FIN_WAIT_2)).isTrue();
            assertThat(TcpMachine.closeLeadsTo(ESTABLISHED, CLOSED)).isTrue();
            assertThat(TcpMachine.closeLeadsTo(FIN_WAIT_1, FIN_WAIT_2)).isTrue();
            assertThat(TcpMachine.closeLeadsTo(CLOSE_WAIT, LAST_ACK)).isTrue();
        }

        @Test
        void closeLeadsTo_statesThatNeedThePeersFin_isFalse() {
            assertThat(TcpMachine.closeLeadsTo(ESTABLISHED, CLOSE_WAIT)).isFalse();
            assertThat(TcpMachine.closeLeadsTo(ESTABLISHED, LAST_ACK)).isFalse();
            assertThat(TcpMachine.closeLeadsTo(ESTABLISHED, CLOSING)).isFalse();
            assertThat(TcpMachine.closeLeadsTo(FIN_WAIT_1, CLOSING)).isFalse();
        }
    }

    @Nested
    @DisplayName("contradictions")
    class Contradictions {
        @Test
        void kernelState_contradictingTheModel_isTakenAndCounted() {
            establish();
            machine.onKernelState(CLOSE_WAIT);
            expect(machine.onKernelState(ESTABLISHED), "CLOSE_WAIT -> ESTABLISHED (observed)");
            assertThat(machine.contradictions())
                    .extracting(Contradiction::toString)
                    .containsExactly("CLOSE_WAIT, but the kernel said ESTABLISHED");
            expectedContradictions = 1;
        }

        @Test
        void signal_impossible_isCountedAndChangesNothing() {
            expectNothing(machine.on(TcpSignal.PEER_FIN));
            assertThat(machine.state()).isEqualTo(CLOSED);
            assertThat(machine.contradictions())
                    .extracting(Contradiction::toString)
                    .containsExactly("CLOSED, but heard PEER_FIN");
            expectedContradictions = 1;
        }

        @ParameterizedTest
        @EnumSource(names = {"CONNECT_BEGUN", "CONNECTED", "ACCEPTED", "LISTENING"})
        void lateOpeningNeverBringsAClosedConnectionBackToLife(TcpSignal opening) {
            establish();
            machine.closed(ESTABLISHED, false, 0);
            expectNothing(machine.on(opening));
            assertThat(machine.state()).isEqualTo(CLOSED);
            expectedContradictions = 1;
        }
    }

    @Test
    void kernel_notAsked_changesNothing() {
        establish();
        expectNothing(machine.onKernelState(null));
    }

    @Test
    void stateNames_areThoseOfTheRfc() {
        assertThat(TcpState.values())
                .containsExactly(
                        LISTEN,
                        SYN_SENT,
                        SYN_RECEIVED,
                        ESTABLISHED,
                        FIN_WAIT_1,
                        FIN_WAIT_2,
                        CLOSE_WAIT,
                        CLOSING,
                        LAST_ACK,
                        TIME_WAIT,
                        CLOSED);
        assertThat(TcpState.named("FIN_WAIT_2")).isEqualTo(FIN_WAIT_2);
        assertThat(TcpState.named("FIN_WAIT2")).isNull();
        assertThat(TcpState.named(null)).isNull();
    }

    private void establish() {
        machine.on(TcpSignal.CONNECT_BEGUN);
        machine.on(TcpSignal.CONNECTED);
    }

    private static void expect(List<Transition> path, String... transitions) {
        assertThat(path).extracting(Transition::toString).containsExactly(transitions);
    }

    private static void expectNothing(List<Transition> path) {
        assertThat(path).isEmpty();
    }
}
