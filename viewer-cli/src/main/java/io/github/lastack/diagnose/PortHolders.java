// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.diagnose.PortConflict.Holder;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.replay.BindFailure;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.JvmHistory;
import io.github.lastack.replay.KernelFact;
import io.github.lastack.replay.KernelFact.PortHolder;
import io.github.lastack.replay.ListenerHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Finds out who held a port, from the kernel's tables and from the connections' histories. */
final class PortHolders {
    /** The kernel's table is read after the failure; what lies further apart is another reading. */
    private static final Duration ONE_READING = Duration.ofSeconds(1);

    private final JvmHistory jvm;
    private final Blame blame;
    private final Map<Long, String> opened = new HashMap<>();

    PortHolders(JvmHistory jvm, Blame blame) {
        this.jvm = jvm;
        this.blame = blame;
        jvm.connections()
                .forEach(each -> opened.put(each.id(), blame.of(each.stacks().opened())));
        jvm.around()
                .listeners()
                .forEach(each -> opened.put(each.id(), blame.of(each.stacks().opened())));
    }

    PortConflict ofBinds(List<BindFailure> failures) {
        Map<String, Integer> addresses = new HashMap<>();
        failures.forEach(failure -> addresses.merge(failure.fact().local(), 1, Integer::sum));
        List<Integer> wanted = failures.stream()
                .map(failure -> failure.fact().localPort())
                .distinct()
                .toList();
        Instant last = failures.get(failures.size() - 1).openedAt();
        List<Holder> own =
                own(last, connection -> wanted.contains(connection.ends().localPort()));
        own.addAll(listening(wanted, last));
        return new PortConflict(
                Role.SERVER,
                LeakSite.sorted(addresses),
                !wanted.contains(0),
                kernels(wanted, failures.get(0).openedAt()),
                own,
                ports(),
                failures.stream().allMatch(failure -> failure.fact().reuseAddress()),
                false);
    }

    PortConflict ofConnects(List<ConnectionHistory> failures) {
        Map<String, Integer> remotes = new HashMap<>();
        failures.forEach(failure -> remotes.merge(failure.remote(), 1, Integer::sum));
        Instant last = failures.get(failures.size() - 1).openedAt();
        return new PortConflict(
                Role.CLIENT,
                LeakSite.sorted(remotes),
                false,
                kernels(List.of(0), failures.get(0).openedAt()),
                own(
                        last,
                        connection -> connection.role() == Role.CLIENT
                                && remotes.containsKey(connection.remote())
                                && !jvm.around().exhausted().contains(connection.id())),
                ports(),
                false,
                failures.stream().anyMatch(failure -> jvm.around().bound().contains(failure.id())));
    }

    private int ports() {
        KernelFact.Settings settings = jvm.around().settings();
        return settings == null ? 0 : settings.ports();
    }

    /** Of each port the reading that found most. */
    private List<Holder> kernels(List<Integer> wanted, Instant from) {
        List<Holder> holders = new ArrayList<>();
        for (int port : wanted) {
            List<PortHolder> ofPort = jvm.around().holders().stream()
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

    /** By state, remote and the frame that opened them. */
    private List<Holder> own(Instant at, Predicate<ConnectionHistory> concerned) {
        Map<Holder, Integer> alike = new LinkedHashMap<>();
        for (ConnectionHistory connection : jvm.connections()) {
            TcpState state = connection.closeLost() || !concerned.test(connection) ? null : connection.stateAt(at);
            if (state != null && state != TcpState.CLOSED) {
                boolean client = connection.role() == Role.CLIENT;
                Holder kind = new Holder(
                        state,
                        "",
                        client ? connection.remote() : "",
                        0,
                        connection.isOpen() || connection.closedAt().isAfter(at),
                        opened.get(connection.id()));
                alike.merge(kind, 1, Integer::sum);
            }
        }
        List<Holder> holders = new ArrayList<>();
        alike.forEach((kind, count) -> holders.add(
                new Holder(kind.state(), kind.local(), kind.remote(), count, kind.thisProcess(), kind.opened())));
        return mostFirst(holders);
    }

    private List<Holder> listening(List<Integer> wanted, Instant at) {
        List<Holder> holders = new ArrayList<>();
        for (ListenerHistory listener : jvm.around().listeners()) {
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

    /** After the listener, which alone is enough. */
    private static List<Holder> mostFirst(List<Holder> holders) {
        holders.sort(Comparator.comparing((Holder holder) -> holder.state() != TcpState.LISTEN)
                .thenComparing(Comparator.comparingInt(Holder::count).reversed())
                .thenComparing(holder -> String.valueOf(holder.state())));
        return holders;
    }
}
