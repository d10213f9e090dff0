// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.ports;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.KernelFact.ListenerQueue;

/** How many half-open handshakes the kernel keeps for a listener. */
public final class HandshakeRoom {
    /** Without cookies the kernel keeps the last quarter of tcp_max_syn_backlog for peers that it knows. */
    private static final int KEPT_PART = 4;

    private HandshakeRoom() {}

    /**
     * How many half-open handshakes all that listen on the port have room for, each as much as this one: as in
     * inet_csk_reqsk_queue_is_full and tcp_conn_request. The kernel may keep one more.
     *
     * @param settings null if they were not recorded
     * @return -1 if it is not known
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

    /** As many are taken of peers that the kernel does not know. */
    public static int withoutCookies(KernelFact.Settings settings) {
        return settings.maxSynBacklog() - settings.maxSynBacklog() / KEPT_PART;
    }
}
