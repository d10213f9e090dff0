// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.facts.KernelFact.ListenerQueue;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.ListenerHistory;
import java.util.Comparator;
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

    static AcceptBacklog of(JvmHistory jvm, List<ListenerHistory> listeners, List<String> accepted, Blame blame) {
        boolean resets =
                jvm.around().settings() != null && jvm.around().settings().abortOnOverflow() == 1;
        return new AcceptBacklog(
                listeners.stream().map(listener -> queue(listener, blame)).toList(),
                accepted,
                Growth.of(jvm, "listenOverflows"),
                Growth.of(jvm, "listenDrops"),
                Growth.of(jvm, "syncookiesSent"),
                resets);
    }

    private static Queue queue(ListenerHistory listener, Blame blame) {
        List<ListenerQueue> full = AcceptQueueRule.full(listener);
        int longest = full.stream()
                .map(ListenerQueue::acceptQueue)
                .max(Comparator.naturalOrder())
                .orElse(0);
        return new Queue(
                listener.local(),
                listener.limit(),
                longest,
                full.size(),
                listener.queue().size(),
                blame.of(listener.stacks().opened()));
    }
}
