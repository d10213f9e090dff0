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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever comes in, the machine has an answer, and the answer is legal or counted as a contradiction. Legal is what
 * RFC 9293 draws in figure 5, copied here by hand, and a reset (section 3.10.7.4) from wherever there is a connection.
 */
class TcpMachineTotalityTest {
    private static final Map<TcpState, Set<TcpState>> FIGURE_5 = Map.ofEntries(
            // An accepted connection is born in SYN_RECEIVED: the LISTEN before it is its listener's.
            Map.entry(CLOSED, EnumSet.of(LISTEN, SYN_SENT, SYN_RECEIVED)),
            Map.entry(LISTEN, EnumSet.of(SYN_RECEIVED, SYN_SENT, CLOSED)),
            Map.entry(SYN_SENT, EnumSet.of(SYN_RECEIVED, ESTABLISHED, CLOSED)),
            Map.entry(SYN_RECEIVED, EnumSet.of(ESTABLISHED, FIN_WAIT_1, LISTEN, CLOSED)),
            Map.entry(ESTABLISHED, EnumSet.of(FIN_WAIT_1, CLOSE_WAIT, CLOSED)),
            Map.entry(FIN_WAIT_1, EnumSet.of(FIN_WAIT_2, CLOSING, TIME_WAIT, CLOSED)),
            Map.entry(FIN_WAIT_2, EnumSet.of(TIME_WAIT, CLOSED)),
            Map.entry(CLOSING, EnumSet.of(TIME_WAIT, CLOSED)),
            Map.entry(CLOSE_WAIT, EnumSet.of(LAST_ACK, CLOSED)),
            Map.entry(LAST_ACK, EnumSet.of(CLOSED)),
            Map.entry(TIME_WAIT, EnumSet.of(CLOSED)));

    static Stream<Arguments> everyStateAndSignal() {
        return Arrays.stream(TcpState.values())
                .flatMap(state -> Arrays.stream(TcpSignal.values()).map(signal -> Arguments.of(state, signal)));
    }

    static Stream<Arguments> everyStateAndKernelWord() {
        return Arrays.stream(TcpState.values())
                .flatMap(state -> Arrays.stream(TcpState.values()).map(word -> Arguments.of(state, word)));
    }

    @ParameterizedTest
    @MethodSource("everyStateAndSignal")
    void signal_inAnyState_movesLegallyOrIsCounted(TcpState state, TcpSignal signal) {
        TcpMachine machine = in(state);
        List<Transition> path = machine.on(signal);
        assertThat(path).allMatch(TcpMachineTotalityTest::isLegal);
        assertConnected(state, path, machine.state());
        if (!machine.contradictions().isEmpty()) {
            assertThat(path).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("everyStateAndSignal")
    void signal_afterAClose_neverReopens(TcpState state, TcpSignal signal) {
        TcpMachine machine = in(state);
        machine.on(TcpSignal.ABORTED);
        machine.on(TcpSignal.TIME_WAIT_ELAPSED);
        assertThat(machine.state()).isEqualTo(CLOSED);
        assertThat(machine.on(signal)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyStateAndKernelWord")
    void kernelState_inAnyState_isReachedLegallyOrCounted(TcpState state, TcpState word) {
        TcpMachine machine = in(state);
        List<Transition> path = machine.onKernelState(word);
        assertConnected(state, path, machine.state());
        assertThat(path)
                .allMatch(step -> isLegal(step) || machine.contradictions().size() == 1);
        assertThat(machine.state()).isEqualTo(linuxMeans(word, state));
    }

    @ParameterizedTest
    @MethodSource("everyStateAndKernelWord")
    void kernelState_severalSteps_onlyTheLastIsObserved(TcpState state, TcpState word) {
        List<Transition> path = in(state).onKernelState(word);
        for (int i = 0; i < path.size(); i++) {
            boolean isWord = i == path.size() - 1 && path.get(i).to() == word;
            assertThat(path.get(i).evidence()).isEqualTo(isWord ? Evidence.OBSERVED : Evidence.INFERRED);
        }
    }

    /** Exhaustive pairs of facts as the agent gives them: each call in each state with each word, or none. */
    @ParameterizedTest
    @MethodSource("everyStateAndKernelWord")
    void call_withAKernelState_isLegalOrCounted(TcpState state, TcpState word) {
        for (Function<TcpMachine, List<Transition>> call : calls(word)) {
            TcpMachine machine = in(state);
            List<Transition> path = call.apply(machine);
            assertConnected(state, path, machine.state());
            assertThat(path.stream().filter(step -> !isLegal(step)).count())
                    .isLessThanOrEqualTo(machine.contradictions().size());
        }
    }

    @ParameterizedTest
    @MethodSource("everyStateAndKernelWord")
    void close_inAnyState_endsInClosedOrTimeWait(TcpState state, TcpState word) {
        for (boolean unread : new boolean[] {false, true}) {
            TcpMachine machine = in(state);
            machine.closed(word, unread, -1);
            assertThat(machine.state()).isIn(CLOSED, TIME_WAIT);
        }
    }

    @Test
    void transition_ofTheFigure_isMadeByAFact() {
        Set<String> made = new TreeSet<>();
        everyStateAndKernelWord().forEach(pair -> {
            TcpState state = (TcpState) pair.get()[0];
            for (Function<TcpMachine, List<Transition>> fact : facts((TcpState) pair.get()[1])) {
                TcpMachine machine = in(state);
                List<Transition> path = fact.apply(machine);
                if (machine.contradictions().isEmpty()) {
                    path.forEach(step -> made.add(step.from() + " -> " + step.to()));
                }
            }
        });
        Set<String> drawn = new TreeSet<>();
        FIGURE_5.forEach((from, all) -> all.forEach(to -> drawn.add(from + " -> " + to)));
        drawn.remove("SYN_RECEIVED -> LISTEN"); // is no connection's: its listener has been in LISTEN all the time
        drawn.remove("FIN_WAIT_1 -> TIME_WAIT"); // goes by FIN_WAIT_2: Linux takes a FIN,ACK for the ACK, then the FIN

        assertThat(made).isEqualTo(drawn);
    }

    private static List<Function<TcpMachine, List<Transition>>> facts(TcpState word) {
        List<Function<TcpMachine, List<Transition>>> facts = new ArrayList<>(calls(word));
        for (TcpSignal signal : TcpSignal.values()) {
            facts.add(machine -> machine.on(signal));
        }
        return facts;
    }

    @RepeatedTest(50)
    void randomSignals_formAPath_illegalStepsAreCounted(RepetitionInfo repetition) {
        Random random = new Random(20_260_101L + repetition.getCurrentRepetition());
        for (int life = 0; life < 200; life++) {
            TcpMachine machine = new TcpMachine();
            List<Transition> history = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                history.addAll(randomFact(random, machine));
            }
            assertConnected(CLOSED, history, machine.state());
            assertThat(machine.contradictions())
                    .filteredOn(contradiction -> contradiction.kernel() != null)
                    .extracting(contradiction -> contradiction.state() + " -> " + contradiction.kernel())
                    .containsAll(history.stream()
                            .filter(step -> !isLegal(step))
                            .map(step -> step.from() + " -> " + step.to())
                            .toList());
        }
    }

    private static List<Transition> randomFact(Random random, TcpMachine machine) {
        TcpSignal[] signals = TcpSignal.values();
        if (random.nextBoolean()) {
            return machine.on(signals[random.nextInt(signals.length)]);
        }
        TcpState[] states = TcpState.values();
        int word = random.nextInt(states.length + 1);
        List<Function<TcpMachine, List<Transition>>> calls = calls(word == states.length ? null : states[word]);
        return calls.get(random.nextInt(calls.size())).apply(machine);
    }

    private static List<Function<TcpMachine, List<Transition>>> calls(TcpState word) {
        return List.of(
                machine -> machine.onKernelState(word),
                machine -> machine.endOfStream(word),
                machine -> machine.failed(word),
                machine -> machine.outputShut(word),
                machine -> machine.closed(word, false, -1),
                machine -> machine.closed(word, true, -1),
                machine -> machine.closed(word, false, 0));
    }

    private static TcpMachine in(TcpState state) {
        TcpMachine machine = new TcpMachine();
        if (state != CLOSED) {
            machine.adopt(state);
        }
        return machine;
    }

    /** A descriptor in TIME_WAIT is called CLOSE by Linux, and so is one that was reset after our FIN. */
    private static TcpState linuxMeans(TcpState word, TcpState state) {
        return word == CLOSED && (state.isFinWait() || state == TIME_WAIT) ? TIME_WAIT : word;
    }

    private static boolean isLegal(Transition step) {
        return FIGURE_5.get(step.from()).contains(step.to());
    }

    private static void assertConnected(TcpState start, List<Transition> path, TcpState end) {
        TcpState here = start;
        for (Transition step : path) {
            assertThat(step.from()).isEqualTo(here);
            assertThat(step.to()).isNotEqualTo(here);
            here = step.to();
        }
        assertThat(end).isEqualTo(here);
    }
}
