// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import java.util.List;

/**
 * Listeners without room for another handshake. The counters belong to the network namespace, and include its other
 * listeners.
 *
 * @param drops SYNs dropped, without those that a full accept queue turned away
 * @param cookies SYN cookies sent
 * @param resets handshakes ended by a reset or a wrong segment
 * @param kernel the effects of the kernel's settings, in sentences
 */
public record HandshakeBacklog(List<Queue> queues, long drops, long cookies, long resets, List<String> kernel)
        implements Detail {

    /**
     * One listener's half-open handshakes.
     *
     * @param limit the number of half-open handshakes that fit, for all sockets that listen on the port together
     * @param most the largest number that were half-open at one reading
     * @param synAckRetransmits the number of SYN-ACK retransmissions of those handshakes, all together
     * @param fullReadings the number of readings that found no room and have a neighbouring reading that found none
     *     either
     * @param listening the frame that made the socket listen
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
