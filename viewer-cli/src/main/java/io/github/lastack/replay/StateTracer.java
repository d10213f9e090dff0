// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.model.Contradiction;
import io.github.lastack.model.Evidence;
import io.github.lastack.model.TcpMachine;
import io.github.lastack.model.TcpState;
import io.github.lastack.model.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The states that a connection enters, with their times, which never decrease. */
final class StateTracer {
    private final TcpMachine machine = new TcpMachine();
    private final List<ConnectionHistory.StateEntry> states = new ArrayList<>();
    private final List<ConnectionHistory.MetContradiction> contradictions = new ArrayList<>();

    /** Applies to the machine what was observed at that time. */
    void take(Instant at, Function<TcpMachine, List<Transition>> fact) {
        for (Transition transition : fact.apply(machine)) {
            stay(transition.to(), at, transition.evidence());
        }
        noteMisfits(at);
    }

    /** Applies to the machine what neither a call on this connection nor the kernel reported. */
    void infer(Instant at, Function<TcpMachine, List<Transition>> guess) {
        for (Transition transition : guess.apply(machine)) {
            stay(transition.to(), at, Evidence.INFERRED);
        }
        noteMisfits(at);
    }

    private void stay(TcpState state, Instant at, Evidence evidence) {
        Instant before = states.isEmpty() ? at : entered();
        states.add(new ConnectionHistory.StateEntry(state, at.isBefore(before) ? before : at, evidence));
    }

    private void noteMisfits(Instant at) {
        List<Contradiction> all = machine.contradictions();
        for (Contradiction contradiction : all.subList(contradictions.size(), all.size())) {
            contradictions.add(new ConnectionHistory.MetContradiction(at, contradiction));
        }
    }

    TcpState state() {
        return machine.state();
    }

    /** Returns when that state was entered for the last time; null if never. */
    Instant entered(TcpState state) {
        for (int i = states.size() - 1; i >= 0; i--) {
            if (states.get(i).state() == state) {
                return states.get(i).at();
            }
        }
        return null;
    }

    /** Returns when the last state was entered. */
    Instant entered() {
        return states.get(states.size() - 1).at();
    }

    List<ConnectionHistory.StateEntry> states() {
        return List.copyOf(states);
    }

    List<ConnectionHistory.MetContradiction> contradictions() {
        return List.copyOf(contradictions);
    }
}
