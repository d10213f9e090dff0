// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import java.util.List;

/**
 * Listeners that had no room for another handshake. The counters are the network namespace's: its other listeners count
 * in them.
 *
 * @param drops SYNs dropped, but for those that a full accept queue turned away
 * @param cookies SYN cookies sent
 * @param resets handshakes that a reset or a wrong segment ended
 * @param kernel what the kernel's settings mean here, in sentences
 */
public record HandshakeBacklog(List<Queue> queues, long drops, long cookies, long resets, List<String> kernel)
        implements Detail {

    /**
     * @param limit how many there is room for, of all that listen on the port
     * @param most the most that were half-open at one reading
     * @param synAckRetransmits how often the SYN-ACKs of those had been sent again, all together
     * @param fullReadings how many of the readings found no room, and a neighbour of each did, too
     * @param listening the frame that made it listen
     */
    public record Queue(
            String local,
            int limit,
            int most,
            int synAckRetransmits,
            int fullReadings,
            int readings,
            String listening) {}
}
