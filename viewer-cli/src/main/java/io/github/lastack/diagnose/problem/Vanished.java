// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.SocketError;
import java.time.Duration;

/**
 * What became of connections whose peer does not answer.
 *
 * @param retransmits the most that a segment was sent again
 * @param probes the most that a shut window was probed in vain, or SO_KEEPALIVE asked
 * @param timedOut how many the kernel has given up: ETIMEDOUT
 * @param unreachable for how many it was told that the host or network cannot be reached
 * @param closed how many the code has closed before that
 * @param retries tcp_retries2 of the kernel; -1 if that was not recorded
 * @param givesUpAfter after which time, at least, the kernel gives up; null if that is not known
 */
public record Vanished(
        int retransmits, int probes, int timedOut, int unreachable, int closed, int retries, Duration givesUpAfter)
        implements Detail {

    /** TCP_RTO_MIN and TCP_RTO_MAX of include/net/tcp.h, in milliseconds. */
    private static final long SHORTEST = 200;

    private static final long LONGEST = 120_000;

    /** Adds up; connection by connection, or collector by collector. */
    public static final class Collector {
        private int retransmits;
        private int probes;
        private int timedOut;
        private int unreachable;
        private int closed;

        public void add(ConnectionHistory connection) {
            ConnectionHistory.Network network = connection.network();
            if (network.unanswered() == null) {
                return;
            }
            retransmits = Math.max(retransmits, network.unanswered().retransmits());
            probes = Math.max(probes, network.unanswered().probes());
            timedOut += network.error() == SocketError.TIMED_OUT ? 1 : 0;
            unreachable += network.error() == SocketError.UNREACHABLE ? 1 : 0;
            closed += network.error() == null && !connection.isOpen() ? 1 : 0;
        }

        public void add(Collector other) {
            retransmits = Math.max(retransmits, other.retransmits);
            probes = Math.max(probes, other.probes);
            timedOut += other.timedOut;
            unreachable += other.unreachable;
            closed += other.closed;
        }

        /** @param settings null if they were not recorded */
        public Vanished finish(KernelFact.Settings settings) {
            int retries = settings == null ? -1 : settings.retries2();
            return new Vanished(
                    retransmits, probes, timedOut, unreachable, closed, retries, Vanished.givesUpAfter(retries));
        }
    }

    /**
     * How long the kernel tries: the time to wait doubles from {@link #SHORTEST} on, as on a way that takes next to
     * none (tcp_model_timeout in net/ipv4/tcp_timer.c); on a longer way it is longer.
     *
     * @param retries how often a segment is sent again; -1 if that is not known
     */
    static Duration givesUpAfter(int retries) {
        if (retries < 0) {
            return null;
        }
        long all = 0;
        long wait = SHORTEST;
        for (int i = 0; i <= retries; i++) {
            all += wait;
            wait = Math.min(wait * 2, LONGEST);
        }
        return Duration.ofMillis(all);
    }
}
