// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import java.util.List;

/**
 * Accept queues that were full. The counters belong to the network namespace, and include its other listeners.
 *
 * @param accepted the most frequent stack of the accepts from these queues; empty if there were none
 * @param overflows handshakes dropped because an accept queue was full
 * @param drops handshakes dropped for any reason
 * @param cookies SYN cookies sent
 * @param resets whether a full queue resets the client, instead of letting it try again
 */
public record AcceptBacklog(
        List<Queue> queues, List<String> accepted, long overflows, long drops, long cookies, boolean resets)
        implements Detail {

    /**
     * One listener's accept queue.
     *
     * @param longest the largest number of connections that waited at one reading
     * @param fullReadings the number of readings at which the queue was full
     * @param listening the frame that made the socket listen
     */
    public record Queue(String local, int backlog, int longest, int fullReadings, int readings, String listening) {}
}
