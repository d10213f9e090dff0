// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.problem.PortConflict;
import io.github.lastack.diagnose.problem.PortConflict.Holder;
import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.facts.KernelFact;
import io.github.lastack.facts.KernelFact.PortHolder;
import io.github.lastack.history.BindFailure;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holders of the ports of one JVM, found in the kernel's tables and in the histories of connections. Connections that
 * were open when the newest bind or connect failed are counted as they are added.
 */
public final class PortHolders {
    /**
     * Longest time between two entries of one reading. The kernel's table is read after the failure; entries that are
     * further apart belong to different readings.
     */
    private static final Duration ONE_READING = Duration.ofSeconds(1);

    /**
     * Moment of a failure, and what was asked for: ports to bind, or a remote to connect to. Connections that use the
     * same and are open at that moment are counted.
     */
    private record Failure(List<Integer> ports, String remote, Instant at) {
        static Failure of(List<BindFailure> binds) {
            List<Integer> ports = binds.stream()
                    .map(bind -> bind.fact().localPort())
                    .distinct()
                    .toList();
            return new Failure(ports, "", binds.get(binds.size() - 1).openedAt());
        }

        boolean concerns(ConnectionHistory connection, Set<Long> failed) {
            return remote.isEmpty()
                    ? ports.contains(connection.ends().localPort())
                    : connection.role() == Role.CLIENT
                            && connection.remote().equals(remote)
                            && !failed.contains(connection.id());
        }
    }

    private final JvmHistory jvm;
    private final Blame blame;
    private final Map<Long, String> opened = new HashMap<>();
    private final Map<Failure, Map<Holder, Integer>> own = new LinkedHashMap<>();
    private final Map<BindFailure, Failure> moments = new IdentityHashMap<>();
    private final Set<Long> named = new HashSet<>();

    /**
     * Creates the holders of one JVM.
     *
     * @param binds the failed binds, site by site
     */
    public PortHolders(JvmHistory jvm, Collection<List<BindFailure>> binds, Blame blame) {
        this.jvm = jvm;
        this.blame = blame;
        binds.forEach(site -> {
            Failure moment = Failure.of(site);
            own.put(moment, new LinkedHashMap<>());
            site.forEach(bind -> moments.put(bind, moment));
        });
        jvm.context()
                .exhausted()
                .forEach((remote, newest) -> own.put(new Failure(List.of(), remote, newest), new LinkedHashMap<>()));
        jvm.context().holders().forEach(holder -> named.add(holder.connectionId()));
        jvm.context()
                .listeners()
                .forEach(each -> opened.put(each.id(), blame.of(each.stacks().opened())));
    }

    public void add(ConnectionHistory connection) {
        if (named.contains(connection.id())) {
            opened.put(connection.id(), blame.of(connection.stacks().opened()));
        }
        for (Map.Entry<Failure, Map<Holder, Integer>> each : own.entrySet()) {
            Failure moment = each.getKey();
            boolean concerned = !connection.closeLost()
                    && moment.concerns(connection, jvm.context().failedForPorts());
            TcpState state = concerned ? connection.stateAt(moment.at()) : null;
            if (state != null && state != TcpState.CLOSED) {
                each.getValue().merge(holder(connection, state, moment.at()), 1, Integer::sum);
            }
        }
    }

    /** Returns the kind of holder that a connection counts for, given by state, remote and the frame that opened it. */
    private Holder holder(ConnectionHistory connection, TcpState state, Instant at) {
        return new Holder(
                state,
                "",
                connection.role() == Role.CLIENT ? connection.remote() : "",
                0,
                connection.isOpen() || connection.closedAt().isAfter(at),
                blame.of(connection.stacks().opened()));
    }

    private static void counted(Map<Holder, Integer> alike, List<Holder> holders) {
        alike.forEach((kind, count) -> holders.add(
                new Holder(kind.state(), kind.local(), kind.remote(), count, kind.thisProcess(), kind.opened())));
    }

    /**
     * Returns who held the ports that the failed binds asked for.
     *
     * @param failures all failures of a site that were given to the constructor, or those of them that still count at
     *     the end
     */
    public PortConflict ofBinds(List<BindFailure> failures) {
        Map<String, Integer> addresses = new HashMap<>();
        failures.forEach(failure -> addresses.merge(failure.fact().local(), 1, Integer::sum));
        Failure moment = moments.get(failures.get(0));
        List<Holder> holders = new ArrayList<>();
        counted(own.get(moment), holders);
        mostFirst(holders);
        holders.addAll(listening(moment.ports(), moment.at()));
        return new PortConflict(
                Role.SERVER,
                new PortConflict.Request(
                        RemoteCount.mostFirst(addresses),
                        !moment.ports().contains(0),
                        failures.stream().allMatch(failure -> failure.fact().reuseAddress()),
                        false),
                new PortConflict.Found(kernels(moment.ports(), failures.get(0).openedAt()), holders),
                ports());
    }

    /**
     * Returns who held the ports when connects failed for want of one.
     *
     * @param first when the first of the connects failed
     * @param bound whether an explicit bind before one of the connects had chosen the local address
     */
    public PortConflict ofConnects(List<RemoteCount> remotes, Instant first, boolean bound) {
        List<Holder> holders = new ArrayList<>();
        for (Map.Entry<Failure, Map<Holder, Integer>> each : own.entrySet()) {
            String remote = each.getKey().remote();
            if (remotes.stream().anyMatch(wanted -> wanted.address().equals(remote))) {
                counted(each.getValue(), holders);
            }
        }
        return new PortConflict(
                Role.CLIENT,
                new PortConflict.Request(remotes, false, false, bound),
                new PortConflict.Found(kernels(List.of(0), first), mostFirst(holders)),
                ports());
    }

    private int ports() {
        KernelFact.Settings settings = jvm.context().settings();
        return settings == null ? 0 : settings.ports();
    }

    /** Returns the holders that the kernel's tables name. For each port, the reading with the most holders is used. */
    private List<Holder> kernels(List<Integer> wanted, Instant from) {
        List<Holder> holders = new ArrayList<>();
        for (int port : wanted) {
            List<PortHolder> ofPort = jvm.context().holders().stream()
                    .filter(holder -> holder.localPort() == port && !holder.at().isBefore(from))
                    .toList();
            fullest(ofPort)
                    .forEach(holder -> holders.add(new Holder(
                            holder.state(),
                            holder.local(),
                            holder.remote() == null ? "" : holder.remote(),
                            holder.count(),
                            holder.thisProcess(),
                            opened.getOrDefault(holder.connectionId(), ""))));
        }
        return mostFirst(holders);
    }

    private static List<PortHolder> fullest(List<PortHolder> ofPort) {
        List<List<PortHolder>> readings = new ArrayList<>();
        Instant before = Instant.MIN;
        for (PortHolder holder : ofPort) {
            if (readings.isEmpty() || before.plus(ONE_READING).isBefore(holder.at())) {
                readings.add(new ArrayList<>());
            }
            readings.get(readings.size() - 1).add(holder);
            before = holder.at();
        }
        return readings.stream()
                .max(Comparator.comparingInt(
                        reading -> reading.stream().mapToInt(PortHolder::count).sum()))
                .orElse(List.of());
    }

    private List<Holder> listening(List<Integer> wanted, Instant at) {
        List<Holder> holders = new ArrayList<>();
        for (ListenerHistory listener : jvm.context().listeners()) {
            boolean there = !listener.queue().isEmpty()
                    && !listener.newest().orElseThrow().at().isBefore(at);
            if (there
                    && wanted.contains(listener.localPort())
                    && listener.openedAt().isBefore(at)) {
                holders.add(new Holder(TcpState.LISTEN, listener.local(), "", 1, true, opened.get(listener.id())));
            }
        }
        return holders;
    }

    /** Sorts holders by count, most first. A listener precedes them, since it alone is enough to take a port. */
    private static List<Holder> mostFirst(List<Holder> holders) {
        holders.sort(Comparator.comparing((Holder holder) -> holder.state() != TcpState.LISTEN)
                .thenComparing(Comparator.comparingInt(Holder::count).reversed())
                .thenComparing(holder -> String.valueOf(holder.state())));
        return holders;
    }
}
