// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.KernelFact.Counts;
import io.github.lastack.facts.KernelFact.ListenerQueue;
import io.github.lastack.facts.KernelFact.Scope;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.model.TcpMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of a JVM apart from single connections: its listeners, its failed binds and the kernel's figures.
 * Lists are in the order of time.
 *
 * @param givenTimeWait how long TIME_WAIT lasts by the user's option; null if not given
 * @param stacks all stacks that were recorded by number
 */
public record JvmContext(
        Kernel kernel,
        List<ListenerHistory> listeners,
        Failures failures,
        Aggregates aggregates,
        Duration givenTimeWait,
        List<List<String>> stacks) {

    /**
     * The settings, counts and counters of the kernel.
     *
     * @param settings the newest settings; null if they were not recorded
     */
    public record Kernel(
            KernelFact.Settings settings,
            List<Counts> counts,
            List<KernelFact.Counters> counters,
            List<KernelFact.PortHolder> holders) {}

    /**
     * Binds and connects that failed.
     *
     * @param failedForPorts the numbers of the connects for which no local port was left
     * @param exhausted the remotes of those connects, with the time of the newest
     * @param bound failed connects whose local address an explicit bind had chosen
     */
    public record Failures(
            List<BindFailure> bindFailures,
            Set<Long> failedForPorts,
            Map<String, Instant> exhausted,
            Set<Long> bound) {}

    /**
     * Connections that were not recorded individually.
     *
     * @param counted connections that were not recorded individually, by the site of their opening
     * @param totals the connections that were not recorded individually, by role
     */
    public record Aggregates(List<CountedOpenings> counted, List<AggregateTotals> totals) {}

    /** How long Linux keeps a closed connection in FIN_WAIT_2 by default: TCP_FIN_TIMEOUT in include/net/tcp.h. */
    private static final Duration LINUX_FIN_TIMEOUT = Duration.ofSeconds(60);

    /** The events of one reading of all listeners' queues are committed within this time. */
    private static final Duration ONE_READING = Duration.ofSeconds(1);

    public static JvmContext of(Recording.Jvm jvm, KnownStacks stacks, Duration givenTimeWait) {
        List<KernelFact.Settings> settings = all(jvm, KernelFact.Settings.class).toList();
        List<CountedOpenings> counted = CountedOpenings.sum(all(jvm, SocketFact.Counted.class), stacks::ofSite);
        return new JvmContext(
                new Kernel(
                        settings.isEmpty() ? null : settings.get(settings.size() - 1),
                        all(jvm, Counts.class).toList(),
                        all(jvm, KernelFact.Counters.class).toList(),
                        all(jvm, KernelFact.PortHolder.class).toList()),
                listeners(jvm, stacks),
                new Failures(
                        all(jvm, SocketFact.BindFailed.class)
                                .map(fact ->
                                        new BindFailure(fact, opened(stacks.made(fact.createdSite(), fact.stack()))))
                                .toList(),
                        failedConnects(jvm, true),
                        exhausted(jvm),
                        failedConnects(jvm, false)),
                new Aggregates(counted, AggregateTotals.sum(all(jvm, SocketFact.Total.class), counted)),
                givenTimeWait,
                List.copyOf(stacks.sites().values()));
    }

    private static <T extends SocketFact> Stream<T> all(Recording.Jvm jvm, Class<T> kind) {
        return jvm.facts().rare().stream().filter(kind::isInstance).map(kind::cast);
    }

    private static Set<Long> failedConnects(Recording.Jvm jvm, boolean exhausted) {
        return all(jvm, SocketFact.ConnectFailed.class)
                .filter(exhausted ? SocketFact.ConnectFailed::portsExhausted : SocketFact.ConnectFailed::bound)
                .map(SocketFact.ConnectFailed::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, Instant> exhausted(Recording.Jvm jvm) {
        Map<String, Instant> newest = new LinkedHashMap<>();
        all(jvm, SocketFact.ConnectFailed.class)
                .filter(SocketFact.ConnectFailed::portsExhausted)
                .forEach(fact -> newest.put(fact.ends().remote(), fact.begun()));
        return newest;
    }

    private static List<ListenerHistory> listeners(Recording.Jvm jvm, KnownStacks stacks) {
        Map<Long, List<ListenerQueue>> queues = all(jvm, ListenerQueue.class)
                .collect(Collectors.groupingBy(
                        ListenerQueue::listenerId, LinkedHashMap::new, Collectors.toUnmodifiableList()));
        Instant newest = queues.values().stream()
                .map(readings -> readings.get(readings.size() - 1).at())
                .max(Instant::compareTo)
                .orElse(Instant.MIN.plus(ONE_READING))
                .minus(ONE_READING);
        List<ListenerHistory> listeners = new ArrayList<>();
        all(jvm, SocketFact.ListenerOpened.class).forEach(fact -> {
            List<ListenerQueue> queue = queues.getOrDefault(fact.id(), List.of());
            queues.remove(fact.id());
            listeners.add(new ListenerHistory(
                    jvm.instance(),
                    fact.id(),
                    fact.listening(),
                    fact.at(),
                    opened(stacks.made(fact.createdSite(), fact.stack())),
                    queue,
                    isGone(queue, fact.at(), newest)));
        });
        queues.forEach((id, queue) -> listeners.add(openedBefore(jvm, id, queue, newest)));
        return List.copyOf(listeners);
    }

    /** Returns a listener of which only the queue was recorded. */
    private static ListenerHistory openedBefore(Recording.Jvm jvm, long id, List<ListenerQueue> queue, Instant newest) {
        ListenerQueue first = queue.get(0);
        return new ListenerHistory(
                jvm.instance(),
                id,
                new SocketFact.ListenerOpened.Listening("", first.local(), first.localPort(), -1),
                first.at(),
                opened(List.of()),
                queue,
                isGone(queue, first.at(), newest));
    }

    private static boolean isGone(List<ListenerQueue> queue, Instant openedAt, Instant newest) {
        Instant seen = queue.isEmpty() ? openedAt : queue.get(queue.size() - 1).at();
        return seen.isBefore(newest);
    }

    private static ConnectionHistory.Stacks opened(List<String> stack) {
        return new ConnectionHistory.Stacks(List.of(), stack, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /**
     * Returns how long this kernel keeps a closed connection in FIN_WAIT_2; Linux's default if that was not recorded.
     */
    public Duration finTimeout() {
        return settings() == null || settings().finTimeout() == null
                ? LINUX_FIN_TIMEOUT
                : settings().finTimeout();
    }

    /** Returns how long this kernel keeps a connection in TIME_WAIT; Linux's fixed time if that was not recorded. */
    public Duration timeWait() {
        if (givenTimeWait != null) {
            return givenTimeWait;
        }
        return settings() == null || settings().timeWait() == null
                ? Duration.ofNanos(TcpMachine.LINUX_TIME_WAIT_NANOS)
                : settings().timeWait();
    }

    /**
     * Returns when a TIME_WAIT ends: by time, or when the kernel gives its ports to the next connection.
     *
     * @param reuses when its ports were used again
     */
    public Instant timeWaitEnds(Instant begun, List<Instant> reuses) {
        Instant elapsed = begun.plus(timeWait());
        for (Instant reuse : reuses) {
            if (reuse.isAfter(begun) && reuse.isBefore(elapsed)) {
                return reuse;
            }
        }
        return elapsed;
    }

    /** Returns the newest listener of that port. */
    public Optional<ListenerHistory> listenerAt(int port) {
        return listeners.stream()
                .filter(listener -> listener.localPort() == port)
                .reduce((first, second) -> second);
    }

    /** Returns the readings of one scope. */
    public List<Counts> counts(Scope scope) {
        return counts().stream().filter(reading -> reading.scope() == scope).toList();
    }

    public KernelFact.Settings settings() {
        return kernel.settings();
    }

    public List<Counts> counts() {
        return kernel.counts();
    }

    public List<KernelFact.Counters> counters() {
        return kernel.counters();
    }

    public List<KernelFact.PortHolder> holders() {
        return kernel.holders();
    }

    public List<BindFailure> bindFailures() {
        return failures.bindFailures();
    }

    public Set<Long> failedForPorts() {
        return failures.failedForPorts();
    }

    public Map<String, Instant> exhausted() {
        return failures.exhausted();
    }

    public Set<Long> bound() {
        return failures.bound();
    }

    public List<CountedOpenings> counted() {
        return aggregates.counted();
    }

    public List<AggregateTotals> totals() {
        return aggregates.totals();
    }
}
