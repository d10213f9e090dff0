// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.stats;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.ConnectionHistory.StateEntry;
import io.github.lastack.model.Evidence;
import io.github.lastack.model.TcpState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts of transitions from one state to another.
 *
 * @param arrows the transitions that were taken at least once, by state
 * @param found how many connections were already in a state when they were first seen
 */
public record Transitions(List<Arrow> arrows, Map<TcpState, Long> found) {
    /**
     * Transition from one state to another: how often a call or the kernel showed it, and how often it was inferred.
     */
    public record Arrow(TcpState from, TcpState to, long observed, long inferred) {
        public long taken() {
            return observed + inferred;
        }
    }

    /** Returns the arrow between two states, whether taken or not. */
    public Arrow arrow(TcpState from, TcpState to) {
        return arrows.stream()
                .filter(arrow -> arrow.from == from && arrow.to == to)
                .findFirst()
                .orElse(new Arrow(from, to, 0, 0));
    }

    /** Collector that counts connection by connection, in any order. */
    public static final class Collector {
        private static final int STATES = TcpState.values().length;

        private final long[][] observed = new long[STATES][STATES];
        private final long[][] inferred = new long[STATES][STATES];
        private final long[] found = new long[STATES];

        public void add(ConnectionHistory history) {
            TcpState from = null;
            for (StateEntry stay : history.states()) {
                if (from == null) {
                    begin(stay);
                } else if (from != stay.state()) {
                    count(from, stay);
                }
                from = stay.state();
            }
        }

        private void begin(StateEntry first) {
            switch (first.state()) {
                case SYN_SENT -> count(TcpState.CLOSED, first);
                case SYN_RECEIVED -> count(TcpState.LISTEN, first);
                default -> found[first.state().ordinal()]++;
            }
        }

        private void count(TcpState from, StateEntry to) {
            long[][] counts = to.evidence() == Evidence.OBSERVED ? observed : inferred;
            counts[from.ordinal()][to.state().ordinal()]++;
        }

        public Transitions finish() {
            List<Arrow> arrows = new ArrayList<>();
            Map<TcpState, Long> first = new EnumMap<>(TcpState.class);
            for (TcpState from : TcpState.values()) {
                if (found[from.ordinal()] > 0) {
                    first.put(from, found[from.ordinal()]);
                }
                for (TcpState to : TcpState.values()) {
                    Arrow arrow = new Arrow(
                            from, to, observed[from.ordinal()][to.ordinal()], inferred[from.ordinal()][to.ordinal()]);
                    if (arrow.taken() > 0) {
                        arrows.add(arrow);
                    }
                }
            }
            return new Transitions(arrows, first);
        }
    }
}
