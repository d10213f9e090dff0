// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.ports.CounterGrowth;
import io.github.lastack.diagnose.problem.AcceptBacklog;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.site.Candidate;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.diagnose.site.SiteTallies;
import io.github.lastack.diagnose.site.SiteTally;
import io.github.lastack.facts.KernelFact.ListenerQueue;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.model.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Rule for listeners whose accept queue is full: connections wait for their accept until there is no more room, and the
 * kernel turns the next ones away.
 */
final class AcceptQueueRule implements Rule {
    private static final Set<Cause> CAUSES = Set.of(Cause.ACCEPT_TOO_SLOW);

    /** Fewest full readings for a finding. A single reading may have met a short burst. */
    private static final int MIN_READINGS = 2;

    /**
     * Longest time from a reading of the queues to the reading of the counters that belongs to it. The counters are
     * read just after the queues.
     */
    private static final Duration COUNTED_TOGETHER = Duration.ofMillis(1);

    private static final List<String> DROPS = List.of("listenOverflows", "listenDrops");

    private final List<JvmHistory> jvms;
    private final Blame blame;
    private final AcceptStacks accepts;

    AcceptQueueRule(RuleContext context) {
        this.jvms = context.jvms();
        this.blame = context.blame();
        this.accepts = new AcceptStacks(jvms);
    }

    @Override
    public Set<Cause> causes() {
        return CAUSES;
    }

    @Override
    public Candidate consider(JvmHistory jvm, ConnectionHistory connection, Finding found) {
        accepts.add(jvm, connection);
        return null;
    }

    @Override
    public void finish(SiteTallies sites, Replayed replayed) {
        for (JvmHistory jvm : jvms) {
            for (ListenerHistory listener : jvm.context().listeners()) {
                List<ListenerQueue> full = full(listener);
                if (full.size() >= MIN_READINGS || !full.isEmpty() && dropped(jvm, listener)) {
                    sites.add(jvm, finding(listener, full, accepts.mostFrequent(jvm, listener.localPort())));
                }
            }
        }
    }

    @Override
    public Detail detail(SiteTally site) {
        List<ListenerHistory> listeners = site.listeners();
        JvmHistory jvm = site.jvm();
        return backlog(
                jvm, listeners, accepts.mostFrequent(jvm, listeners.get(0).localPort()), blame);
    }

    static List<ListenerQueue> full(ListenerHistory listener) {
        return listener.queue().stream().filter(ListenerQueue::isFull).toList();
    }

    /**
     * Returns whether connections were dropped about the time of a full reading. The interval begins at the reading
     * before, when there may still have been room, and ends at the counters that are read next.
     */
    private static boolean dropped(JvmHistory jvm, ListenerHistory listener) {
        Instant before = listener.openedAt();
        for (ListenerQueue reading : listener.queue()) {
            Instant from = before;
            Instant to = reading.at().plus(COUNTED_TOGETHER);
            if (reading.isFull() && DROPS.stream().anyMatch(drops -> CounterGrowth.context(jvm, from, to, drops) > 0)) {
                return true;
            }
            before = reading.at();
        }
        return false;
    }

    private Finding finding(ListenerHistory listener, List<ListenerQueue> full, List<String> accepted) {
        String frame = accepted.isEmpty() ? Blame.UNKNOWN : blame.of(accepted);
        if (!blame.isApplication(frame)) {
            String listens = blame.of(listener.stacks().opened());
            frame = accepted.isEmpty() || blame.isApplication(listens) ? listens : frame;
        }
        Duration dwell =
                Duration.between(full.get(0).at(), full.get(full.size() - 1).at());
        int waiting = full.stream()
                .max(Comparator.comparingInt(ListenerQueue::acceptQueue))
                .map(ListenerQueue::acceptQueue)
                .orElse(0);
        return new Finding(Cause.ACCEPT_TOO_SLOW, Role.SERVER, frame, dwell, listener, waiting);
    }

    private static AcceptBacklog backlog(
            JvmHistory jvm, List<ListenerHistory> listeners, List<String> accepted, Blame blame) {
        boolean resets =
                jvm.context().settings() != null && jvm.context().settings().abortOnOverflow() == 1;
        return new AcceptBacklog(
                listeners.stream().map(listener -> queue(listener, blame)).toList(),
                accepted,
                CounterGrowth.of(jvm, "listenOverflows"),
                CounterGrowth.of(jvm, "listenDrops"),
                CounterGrowth.of(jvm, "syncookiesSent"),
                resets);
    }

    private static AcceptBacklog.Queue queue(ListenerHistory listener, Blame blame) {
        List<ListenerQueue> full = full(listener);
        int longest = full.stream()
                .map(ListenerQueue::acceptQueue)
                .max(Comparator.naturalOrder())
                .orElse(0);
        return new AcceptBacklog.Queue(
                listener.local(),
                listener.limit(),
                longest,
                full.size(),
                listener.queue().size(),
                blame.of(listener.stacks().opened()));
    }
}
