// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.ports;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.KernelFact.ListenerQueue;

/** The number of half-open handshakes that the kernel keeps for a listener. */
public final class HandshakeRoom {
    /**
     * The divisor of tcp_max_syn_backlog for its last part, which the kernel without cookies keeps for peers that it
     * knows: a quarter.
     */
    private static final int KEPT_PART = 4;

    private HandshakeRoom() {}

    /**
     * Returns the number of half-open handshakes that fit, for all sockets that listen on the port together. Each is
     * assumed to have as much room as this one. The calculation follows inet_csk_reqsk_queue_is_full and
     * tcp_conn_request. The kernel may keep one more.
     *
     * @param settings null if they were not recorded
     * @return the number; -1 if unknown
     */
    public static int limit(ListenerQueue reading, KernelFact.Settings settings) {
        if (reading.backlog() < 0) {
            return -1;
        }
        int each = reading.backlog();
        if (settings != null && settings.syncookies() == 0 && settings.maxSynBacklog() > 0) {
            each = Math.min(each, withoutCookies(settings));
        }
        return each * reading.handshakes().listeners();
    }

    /**
     * Returns the number of half-open handshakes that the kernel without cookies keeps for peers that it does not know.
     */
    public static int withoutCookies(KernelFact.Settings settings) {
        return settings.maxSynBacklog() - settings.maxSynBacklog() / KEPT_PART;
    }
}
