// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.SocketError;
import java.time.Duration;

/**
 * The fate of connections whose peer does not answer.
 *
 * @param retransmits the largest number of retransmissions of a segment
 * @param probes the largest number of unanswered probes, of a zero window or by SO_KEEPALIVE
 * @param timedOut the number of connections that the kernel has given up: ETIMEDOUT
 * @param unreachable the number of connections whose host or network was reported to the kernel as unreachable
 * @param closed the number of connections that the code closed before that
 * @param retries tcp_retries2 of the kernel; -1 if it was not recorded
 * @param givesUpAfter the minimum time after which the kernel gives up; null if unknown
 */
public record Vanished(
        int retransmits, int probes, int timedOut, int unreachable, int closed, int retries, Duration givesUpAfter)
        implements Detail {

    /** TCP_RTO_MIN and TCP_RTO_MAX of include/net/tcp.h, in milliseconds. */
    private static final long SHORTEST = 200;

    private static final long LONGEST = 120_000;

    /** Adds up connections or other collectors. */
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

        /**
         * Returns the sum.
         *
         * @param settings the kernel's settings; null if they were not recorded
         */
        public Vanished finish(KernelFact.Settings settings) {
            int retries = settings == null ? -1 : settings.retries2();
            return new Vanished(
                    retransmits, probes, timedOut, unreachable, closed, retries, Vanished.givesUpAfter(retries));
        }
    }

    /**
     * Returns how long the kernel retries. The timeout doubles, starting from {@link #SHORTEST}, as on a path with
     * almost no delay (tcp_model_timeout in net/ipv4/tcp_timer.c). On a slower path the time is longer.
     *
     * @param retries the number of retransmissions of a segment; -1 if unknown
     * @return the time; null if unknown
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
