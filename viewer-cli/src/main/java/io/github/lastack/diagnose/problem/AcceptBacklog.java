// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import java.util.List;

/**
 * Accept queues that were full. The counters are the network namespace's: its other listeners count in them.
 *
 * @param accepted the most frequent stack of the accepts there; empty if there were none
 * @param overflows handshakes dropped because an accept queue was full
 * @param drops handshakes dropped for whatever reason
 * @param cookies SYN cookies sent
 * @param resets whether a full queue resets the client, and does not only let it try again
 */
public record AcceptBacklog(
        List<Queue> queues, List<String> accepted, long overflows, long drops, long cookies, boolean resets)
        implements Detail {

    /**
     * @param longest the most that waited at one reading
     * @param fullReadings how many of the readings found it full
     * @param listening the frame that made it listen
     */
    public record Queue(String local, int backlog, int longest, int fullReadings, int readings, String listening) {}
}
