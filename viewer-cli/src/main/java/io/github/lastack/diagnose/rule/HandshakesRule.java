// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.advice.HandshakeAdvice;
import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.ports.CounterGrowth;
import io.github.lastack.diagnose.ports.HandshakeRoom;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.problem.HandshakeBacklog;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.diagnose.site.SiteTallies;
import io.github.lastack.diagnose.site.SiteTally;
import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.KernelFact.Handshakes;
import io.github.lastack.facts.KernelFact.ListenerQueue;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.model.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Rule for handshakes that are begun and not finished, until a listener has no room for the next ones. */
final class HandshakesRule implements Rule {
    private static final Set<Cause> CAUSES = Set.of(Cause.HANDSHAKES_UNFINISHED);

    /** Fewest full readings in a row for a finding. What a single reading shows may be over in a few seconds. */
    private static final int MIN_READINGS = 2;

    private final List<JvmHistory> jvms;
    private final Blame blame;

    HandshakesRule(RuleContext context) {
        this.jvms = context.jvms();
        this.blame = context.blame();
    }

    @Override
    public Set<Cause> causes() {
        return CAUSES;
    }

    @Override
    public void finish(SiteTallies sites, Replayed replayed) {
        for (JvmHistory jvm : jvms) {
            for (ListenerHistory listener : jvm.context().listeners()) {
                List<ListenerQueue> full = full(listener, jvm.context().settings());
                if (!full.isEmpty()) {
                    sites.add(jvm, finding(listener, full));
                }
            }
        }
    }

    private Finding finding(ListenerHistory listener, List<ListenerQueue> full) {
        Duration dwell =
                Duration.between(full.get(0).at(), full.get(full.size() - 1).at());
        String listens = blame.of(listener.stacks().opened());
        int most = fullest(full).handshakes().synReceived();
        return new Finding(Cause.HANDSHAKES_UNFINISHED, Role.SERVER, listens, dwell, listener, most);
    }

    @Override
    public Detail detail(SiteTally site) {
        return backlog(site.jvm(), site.listeners(), blame);
    }

    /**
     * Returns the readings at which the listener had no room for another handshake. A reading that stands alone is left
     * out. A reading at which the accept queue is full is left out too: the kernel then keeps half-open what it cannot
     * queue, which is not the fault of the handshakes.
     */
    static List<ListenerQueue> full(ListenerHistory listener, KernelFact.Settings settings) {
        List<ListenerQueue> full = new ArrayList<>();
        List<ListenerQueue> row = new ArrayList<>();
        for (ListenerQueue reading : listener.queue()) {
            if (isFull(reading, settings)) {
                row.add(reading);
            } else {
                addLong(row, full);
                row.clear();
            }
        }
        addLong(row, full);
        return full;
    }

    private static void addLong(List<ListenerQueue> row, List<ListenerQueue> full) {
        if (row.size() >= MIN_READINGS) {
            full.addAll(row);
        }
    }

    static ListenerQueue fullest(List<ListenerQueue> readings) {
        return readings.stream()
                .max(Comparator.comparingInt(
                                (ListenerQueue reading) -> reading.handshakes().synReceived())
                        .thenComparingInt(reading -> reading.handshakes().synAckRetransmits()))
                .orElseThrow();
    }

    /**
     * Returns whether a reading shows no room because handshakes hang. Many handshakes that are answered in time are
     * not unfinished: they show a backlog too short for the rate.
     */
    private static boolean isFull(ListenerQueue reading, KernelFact.Settings settings) {
        Handshakes handshakes = reading.handshakes();
        int limit = HandshakeRoom.limit(reading, settings);
        return limit > 0 && handshakes.synReceived() >= limit && handshakes.hang() && !reading.isFull();
    }

    private static HandshakeBacklog backlog(JvmHistory jvm, List<ListenerHistory> listeners, Blame blame) {
        KernelFact.Settings settings = jvm.context().settings();
        return new HandshakeBacklog(
                listeners.stream()
                        .map(listener -> queue(listener, settings, blame))
                        .toList(),
                Math.max(0, CounterGrowth.of(jvm, "listenDrops") - CounterGrowth.of(jvm, "listenOverflows")),
                CounterGrowth.of(jvm, "syncookiesSent"),
                CounterGrowth.of(jvm, "embryonicResets"),
                HandshakeAdvice.kernel(settings));
    }

    private static HandshakeBacklog.Queue queue(ListenerHistory listener, KernelFact.Settings settings, Blame blame) {
        List<ListenerQueue> full = full(listener, settings);
        ListenerQueue fullest = fullest(full);
        return new HandshakeBacklog.Queue(
                listener.local(),
                HandshakeRoom.limit(fullest, settings),
                fullest.handshakes().synReceived(),
                fullest.handshakes().synAckRetransmits(),
                full.size(),
                listener.queue().size(),
                blame.of(listener.stacks().opened()));
    }
}
