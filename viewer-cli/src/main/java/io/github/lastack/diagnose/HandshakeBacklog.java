// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.KernelFact.ListenerQueue;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.ListenerHistory;
import java.util.List;

/**
 * Listeners that had no room for another handshake. The counters are the network namespace's: its other listeners count in
 * them.
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

    static HandshakeBacklog of(JvmHistory jvm, List<ListenerHistory> listeners, Blame blame) {
        KernelFact.Settings settings = jvm.around().settings();
        return new HandshakeBacklog(
                listeners.stream()
                        .map(listener -> queue(listener, settings, blame))
                        .toList(),
                Math.max(0, Growth.of(jvm, "listenDrops") - Growth.of(jvm, "listenOverflows")),
                Growth.of(jvm, "syncookiesSent"),
                Growth.of(jvm, "embryonicResets"),
                HandshakeAdvice.kernel(settings));
    }

    private static Queue queue(ListenerHistory listener, KernelFact.Settings settings, Blame blame) {
        List<ListenerQueue> full = HandshakesRule.full(listener, settings);
        ListenerQueue fullest = HandshakesRule.fullest(full);
        return new Queue(
                listener.local(),
                HandshakesRule.limit(fullest, settings),
                fullest.handshakes().synReceived(),
                fullest.handshakes().synAckRetransmits(),
                full.size(),
                listener.queue().size(),
                blame.of(listener.stacks().opened()));
    }
}
