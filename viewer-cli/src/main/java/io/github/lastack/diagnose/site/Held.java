// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * State of the connections of a site at the end of the recording.
 *
 * @param open how many of their descriptors are open, or were until their JVM was shut down
 * @param openAtShutdown how many of the open descriptors were open until their JVM was shut down
 * @param states how many of the open descriptors are in each state; CLOSED is a descriptor without a connection
 * @param young how many connections have the problem for less than the limit; the others prove that it is one
 * @param beforeAgent how many had the problem when the agent was attached, so that only the minimum time is known
 * @param seconds the total time for which the open connections have had the problem
 */
public record Held(
        int open, int openAtShutdown, Map<TcpState, Integer> states, int young, int beforeAgent, double seconds) {
    private static final double MILLIS = 1000.0;

    /** Returns how many of the open descriptors are in a state. */
    public int in(TcpState state) {
        return states.getOrDefault(state, 0);
    }

    /** Returns whether there are open descriptors, and all of them were open until their JVM was shut down. */
    public boolean isUntilShutdown() {
        return open > 0 && open == openAtShutdown;
    }

    /** Collector that counts finding by finding, in any order. */
    static final class Collector {
        private final Map<TcpState, Integer> states = new EnumMap<>(TcpState.class);
        private int open;
        private int openAtShutdown;
        private int young;
        private int youngInCloseWait;
        private int beforeAgent;
        private Duration held = Duration.ZERO;

        public void add(Finding finding) {
            young += finding.isProven() ? 0 : 1;
            youngInCloseWait += finding.isYoungInCloseWait() ? 1 : 0;
            beforeAgent += finding.span().atLeast() ? 1 : 0;
            if (finding.subject() instanceof ConnectionHistory connection && connection.takesDescriptor()) {
                open++;
                openAtShutdown += connection.shutDown() ? 1 : 0;
                states.merge(connection.state(), 1, Integer::sum);
                held = held.plus(finding.span().length());
            }
        }

        public void add(Collector other) {
            other.states.forEach((state, count) -> states.merge(state, count, Integer::sum));
            open += other.open;
            openAtShutdown += other.openAtShutdown;
            young += other.young;
            youngInCloseWait += other.youngInCloseWait;
            beforeAgent += other.beforeAgent;
            held = held.plus(other.held);
        }

        int youngInCloseWait() {
            return youngInCloseWait;
        }

        public Held finish() {
            return new Held(open, openAtShutdown, Map.copyOf(states), young, beforeAgent, held.toMillis() / MILLIS);
        }
    }
}
