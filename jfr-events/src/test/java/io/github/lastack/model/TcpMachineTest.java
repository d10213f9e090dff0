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
        void connectPassesSynSent() {
            expect(machine.hear(TcpSignal.CONNECT_BEGUN), "CLOSED -> SYN_SENT (observed)");
            expect(machine.hear(TcpSignal.CONNECTED), "SYN_SENT -> ESTABLISHED (observed)");
        }

        @Test
        void connectSeenOnlyOnReturnImpliesSynSent() {
            expect(
                    machine.hear(TcpSignal.CONNECTED),
                    "CLOSED -> SYN_SENT (inferred)",
                    "SYN_SENT -> ESTABLISHED (observed)");
        }

        @Test
        void acceptImpliesSynReceived() {
            expect(
                    machine.hear(TcpSignal.ACCEPTED),
                    "CLOSED -> SYN_RECEIVED (inferred)",
                    "SYN_RECEIVED -> ESTABLISHED (observed)");
        }

        @Test
        void failedConnectIsClosed() {
            machine.hear(TcpSignal.CONNECT_BEGUN);
            expect(machine.hear(TcpSignal.CONNECT_FAILED), "SYN_SENT -> CLOSED (observed)");
        }

        @ParameterizedTest
        @EnumSource(names = {"SYN_RECEIVED", "ESTABLISHED", "CLOSE_WAIT"})
        void finishConnectMayFailAfterAProbeHasSeenTheHandshakeDone(TcpState probed) {
            machine.hear(TcpSignal.CONNECT_BEGUN);
            machine.kernelSays(probed);
            expect(machine.hear(TcpSignal.CONNECT_FAILED), probed + " -> CLOSED (observed)");
        }

        @Test
        void finishConnectMayReturnAfterThePeersFinWasProbed() {
            machine.hear(TcpSignal.CONNECT_BEGUN);
            expect(
                    machine.kernelSays(CLOSE_WAIT),
                    "SYN_SENT -> ESTABLISHED (inferred)",
                    "ESTABLISHED -> CLOSE_WAIT (observed)");
            expectNothing(machine.hear(TcpSignal.CONNECTED));
        }

        @Test
        void simultaneousOpenPassesSynReceived() {
            machine.hear(TcpSignal.CONNECT_BEGUN);
            expect(machine.kernelSays(SYN_RECEIVED), "SYN_SENT -> SYN_RECEIVED (observed)");
            expect(machine.hear(TcpSignal.CONNECTED), "SYN_RECEIVED -> ESTABLISHED (observed)");
        }

        @Test
        void finIsProcessedOnlyOnceTheHandshakeIsDone() {
            machine.hear(TcpSignal.CONNECT_BEGUN);
            machine.kernelSays(SYN_RECEIVED);
            expect(
                    machine.hear(TcpSignal.PEER_FIN),
                    "SYN_RECEIVED -> ESTABLISHED (inferred)",
                    "ESTABLISHED -> CLOSE_WAIT (observed)");
        }

        @Test
        void listenerListensUntilItIsClosed() {
            expect(machine.hear(TcpSignal.LISTENING), "CLOSED -> LISTEN (observed)");
            expect(machine.hear(TcpSignal.CLOSED), "LISTEN -> CLOSED (observed)");
        }

        @Test
        void closeBeforeTheHandshakeIsDoneSendsNoFin() {
            machine.hear(TcpSignal.CONNECT_BEGUN);
            expect(machine.closed(SYN_SENT, false, -1), "SYN_SENT -> CLOSED (observed)");
        }

        @Test
        void foundInTheMiddleOfItsLifeIsTakenAsFound() {
            expect(machine.adopt(CLOSE_WAIT), "CLOSED -> CLOSE_WAIT (observed)");
        }
    }

    @Nested
    @DisplayName("peer closes first (section 3.6, case 2)")
    class PeerClosesFirst {
        @Test
        void endOfStreamThenClosePassesLastAck() {
            establish();
            expect(machine.endOfStream(CLOSE_WAIT), "ESTABLISHED -> CLOSE_WAIT (observed)");
            expect(
                    machine.closed(CLOSE_WAIT, false, -1),
                    "CLOSE_WAIT -> LAST_ACK (observed)",
                    "LAST_ACK -> CLOSED (inferred)");
        }

        @Test
        void endOfStreamIsThePeersFinWhereTheKernelWasNotAsked() {
            establish();
            expect(machine.endOfStream(null), "ESTABLISHED -> CLOSE_WAIT (observed)");
        }

        @Test
        void probeSeesTheFinThatNobodyReads() {
            establish();
            expect(machine.kernelSays(CLOSE_WAIT), "ESTABLISHED -> CLOSE_WAIT (observed)");
            expectNothing(machine.endOfStream(CLOSE_WAIT));
        }

        @Test
        void closeFindsTheFinThatNobodyRead() {
            establish();
            expect(
                    machine.closed(CLOSE_WAIT, false, -1),
                    "ESTABLISHED -> CLOSE_WAIT (observed)",
                    "CLOSE_WAIT -> LAST_ACK (observed)",
                    "LAST_ACK -> CLOSED (inferred)");
        }

        @Test
        void shutdownOutputIsTheFinOfCloseWait() {
            establish();
            machine.endOfStream(CLOSE_WAIT);
            expect(machine.outputShut(CLOSE_WAIT), "CLOSE_WAIT -> LAST_ACK (observed)");
            expect(machine.kernelSays(CLOSED), "LAST_ACK -> CLOSED (observed)");
            expectNothing(machine.closed(CLOSED, false, -1));
        }

        @Test
        void localShutdownInputIsNotTakenForThePeersFin() {
            establish();
            expectNothing(machine.endOfStream(ESTABLISHED));
            assertThat(machine.state()).isEqualTo(ESTABLISHED);
        }
    }

    @Nested
    @DisplayName("this side closes first (section 3.6, case 1)")
    class ThisSideClosesFirst {
        @Test
        void closeSendsTheFinAndTimeWaitFollows() {
            establish();
            expect(
                    machine.closed(ESTABLISHED, false, -1),
                    "ESTABLISHED -> FIN_WAIT_1 (observed)",
                    "FIN_WAIT_1 -> FIN_WAIT_2 (inferred)",
                    "FIN_WAIT_2 -> TIME_WAIT (inferred)");
            expect(machine.hear(TcpSignal.TIME_WAIT_ELAPSED), "TIME_WAIT -> CLOSED (inferred)");
        }

        @Test
        void halfCloseWaitsInFinWait2ForThePeer() {
            establish();
            expect(machine.outputShut(ESTABLISHED), "ESTABLISHED -> FIN_WAIT_1 (observed)");
            expect(machine.kernelSays(FIN_WAIT_2), "FIN_WAIT_1 -> FIN_WAIT_2 (observed)");
            expect(machine.endOfStream(CLOSED), "FIN_WAIT_2 -> TIME_WAIT (observed)");
            expectNothing(machine.closed(CLOSED, false, -1));
        }

        @Test
        void kernelsCloseAfterOurFinIsTimeWait() {
            establish();
            machine.outputShut(ESTABLISHED);
            expect(
                    machine.kernelSays(CLOSED),
                    "FIN_WAIT_1 -> FIN_WAIT_2 (inferred)",
                    "FIN_WAIT_2 -> TIME_WAIT (inferred)");
            expectNothing(machine.kernelSays(CLOSED));
        }

        @Test
        void timeWaitIsNeverReachedPastFinWait2() {
            establish();
            expect(
                    machine.kernelSays(TIME_WAIT),
                    "ESTABLISHED -> FIN_WAIT_1 (inferred)",
                    "FIN_WAIT_1 -> FIN_WAIT_2 (inferred)",
                    "FIN_WAIT_2 -> TIME_WAIT (observed)");
        }

        @Test
        void errorInFinWaitIsAResetThoughTheKernelSaysCloseAsForTimeWait() {
            establish();
            machine.outputShut(ESTABLISHED);
            machine.kernelSays(FIN_WAIT_2);
            expect(machine.failed(CLOSED), "FIN_WAIT_2 -> CLOSED (observed)");
        }
    }

    @Nested
    @DisplayName("both close at once (section 3.6, case 3)")
    class BothCloseAtOnce {
        @Test
        void closingIsReachedByTheKernelsWord() {
            establish();
            machine.outputShut(ESTABLISHED);
            expect(machine.kernelSays(CLOSING), "FIN_WAIT_1 -> CLOSING (observed)");
            expect(machine.closed(CLOSING, false, -1), "CLOSING -> TIME_WAIT (inferred)");
        }

        @Test
        void endOfStreamInClosingStaysUntilTheKernelIsDone() {
            establish();
            machine.outputShut(ESTABLISHED);
            machine.kernelSays(CLOSING);
            expectNothing(machine.endOfStream(CLOSING));
            expect(machine.endOfStream(CLOSED), "CLOSING -> TIME_WAIT (inferred)");
        }
    }

    @Nested
    @DisplayName("resets (sections 3.5.3, 3.6.1 and 3.10.7.4)")
    class Resets {
        @Test
        void closeWithUnreadDataAborts() {
            establish();
            expect(machine.closed(ESTABLISHED, true, -1), "ESTABLISHED -> CLOSED (observed)");
        }

        @Test
        void closeWithLingerZeroAborts() {
            establish();
            machine.endOfStream(CLOSE_WAIT);
            expect(machine.closed(CLOSE_WAIT, false, 0), "CLOSE_WAIT -> CLOSED (observed)");
        }

        @Test
        void closeWithLingerOfSecondsSendsAFin() {
            establish();
            machine.closed(ESTABLISHED, false, 5);
            assertThat(machine.state()).isEqualTo(TIME_WAIT);
        }

        @Test
        void closeAfterThePeersResetSendsNothing() {
            establish();
            expect(machine.closed(CLOSED, false, -1), "ESTABLISHED -> CLOSED (observed)");
        }

        @Test
        void failedReadWithoutTheKernelsWordIsTheEnd() {
            establish();
            expect(machine.failed(null), "ESTABLISHED -> CLOSED (observed)");
        }

        @ParameterizedTest
        @EnumSource(
                mode = EnumSource.Mode.EXCLUDE,
                names = {"CLOSED", "LISTEN", "TIME_WAIT"})
        void resetEndsEveryConnectionAtOnce(TcpState state) {
            machine.adopt(state);
            expect(machine.hear(TcpSignal.RESET), state + " -> CLOSED (observed)");
        }

        @Test
        void endOfStreamOfADeadConnectionCameBeforeTheReset() {
            establish();
            expect(
                    machine.endOfStream(CLOSED),
                    "ESTABLISHED -> CLOSE_WAIT (observed)",
                    "CLOSE_WAIT -> CLOSED (observed)");
        }

        @Test
        void failedCallOnALivingConnectionChangesNothing() {
            establish();
            expectNothing(machine.failed(ESTABLISHED));
        }
    }

    @Nested
    @DisplayName("after a close the kernel may say")
    class AfterAClose {
        @Test
        void howFarTheHandshakeOfFinsHasCome() {
            assertThat(TcpMachine.closeLeadsTo(ESTABLISHED, FIN_WAIT_1)).isTrue();
            assertThat(TcpMachine.closeLeadsTo(ESTABLISHED, FIN_WAIT_2)).isTrue();
            assertThat(TcpMachine.closeLeadsTo(ESTABLISHED, CLOSED)).isTrue();
            assertThat(TcpMachine.closeLeadsTo(FIN_WAIT_1, FIN_WAIT_2)).isTrue();
            assertThat(TcpMachine.closeLeadsTo(CLOSE_WAIT, LAST_ACK)).isTrue();
        }

        @Test
        void whatOnlyThePeersFinExplainsToo() {
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
        void kernelsWordBeatsTheModelAndIsCounted() {
            establish();
            machine.kernelSays(CLOSE_WAIT);
            expect(machine.kernelSays(ESTABLISHED), "CLOSE_WAIT -> ESTABLISHED (observed)");
            assertThat(machine.contradictions())
                    .extracting(Contradiction::toString)
                    .containsExactly("CLOSE_WAIT, but the kernel said ESTABLISHED");
            expectedContradictions = 1;
        }

        @Test
        void impossibleSignalIsCountedAndChangesNothing() {
            expectNothing(machine.hear(TcpSignal.PEER_FIN));
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
            expectNothing(machine.hear(opening));
            assertThat(machine.state()).isEqualTo(CLOSED);
            expectedContradictions = 1;
        }
    }

    @Test
    void notAskedKernelChangesNothing() {
        establish();
        expectNothing(machine.kernelSays(null));
    }

    @Test
    void stateNamesAreThoseOfTheRfc() {
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
        machine.hear(TcpSignal.CONNECT_BEGUN);
        machine.hear(TcpSignal.CONNECTED);
    }

    private static void expect(List<Transition> path, String... transitions) {
        assertThat(path).extracting(Transition::toString).containsExactly(transitions);
    }

    private static void expectNothing(List<Transition> path) {
        assertThat(path).isEmpty();
    }
}
