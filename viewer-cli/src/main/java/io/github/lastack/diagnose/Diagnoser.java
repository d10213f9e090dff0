// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.TcpState;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.HistoryCollector;
import io.github.lastack.replay.JvmHistory;
import io.github.lastack.replay.KernelFact.Scope;
import io.github.lastack.replay.ListenerHistory;
import io.github.lastack.replay.Recording;
import io.github.lastack.replay.RecordingInfo;
import io.github.lastack.replay.Replay;
import io.github.lastack.replay.SocketFact.AgentInfo;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Recording to diagnosis: replays every JVM, applies the rules, groups what they find into sites. */
public final class Diagnoser {
    private Diagnoser() {}

    public static Diagnosis diagnose(Recording recording) {
        return diagnose(recording, List.of(), null, List.of());
    }

    /**
     * @param appPackages the packages whose code is the application's, and no other; empty to find that out
     * @param collectors hear of every connection
     */
    public static Diagnosis diagnose(
            Recording recording,
            Collection<String> appPackages,
            Duration timeWait,
            List<? extends HistoryCollector> collectors) {
        List<JvmHistory> jvms = Replay.of(recording.jvms(), timeWait);
        collectors.forEach(collector -> tell(collector, jvms));
        List<AgentInfo> agents =
                jvms.stream().map(JvmHistory::agent).filter(Objects::nonNull).toList();
        List<String> mainClasses = agents.stream()
                .map(AgentInfo::mainClass)
                .filter(main -> !main.isEmpty())
                .distinct()
                .toList();
        Blame blame = new Blame(
                appPackages.isEmpty() ? FrameKind.judge(mainClasses) : FrameKind.judgeByPackages(appPackages));
        Sites grouped = new Sites(recording.info(), blame);
        List<LeakSite> sites = grouped.of(jvms);
        Transitions.Collector transitions = new Transitions.Collector();
        Remotes.Collector remotes = new Remotes.Collector();
        jvms.stream().flatMap(jvm -> jvm.connections().stream()).forEach(history -> {
            transitions.add(history);
            remotes.add(history);
        });
        return new Diagnosis(
                recording.info(),
                sites,
                connections(jvms, blame, grouped),
                states(jvms),
                timeline(jvms, recording.info()),
                transitions.finish(),
                remotes.finish(),
                mainClasses,
                jvms.stream()
                        .map(JvmHistory::closeWaitLimit)
                        .min(Comparator.naturalOrder())
                        .orElse(Duration.ZERO),
                jvms.stream().mapToInt(CloseWaitRule::withinLimit).sum(),
                listeners(jvms, blame),
                HalfOpens.of(jvms, blame),
                pressure(jvms, sites),
                jvms.stream().map(Diagnoser::readings).toList(),
                unknowns(jvms, agents),
                agents);
    }

    private static void tell(HistoryCollector collector, List<JvmHistory> jvms) {
        collector.begin(jvms);
        jvms.forEach(jvm -> jvm.connections().forEach(collector::add));
    }

    private static List<Diagnosis.Connection> connections(List<JvmHistory> jvms, Blame blame, Sites sites) {
        return jvms.stream()
                .flatMap(jvm -> jvm.connections().stream())
                .sorted(Comparator.comparing(ConnectionHistory::openedAt).thenComparing(ConnectionHistory::id))
                .map(history -> new Diagnosis.Connection(
                        history,
                        blame.of(history.stacks().opened()),
                        blame.of(history.stacks().last()),
                        sites.of(history)))
                .toList();
    }

    private static List<Diagnosis.Listener> listeners(List<JvmHistory> jvms, Blame blame) {
        return jvms.stream()
                .flatMap(jvm -> jvm.around().listeners().stream())
                .sorted(Comparator.comparing(ListenerHistory::openedAt).thenComparing(ListenerHistory::id))
                .map(history -> new Diagnosis.Listener(
                        history, blame.of(history.stacks().opened())))
                .toList();
    }

    /** Where a site says so, or the ports or the kernel's room come near their end. */
    private static List<TimeWaitPressure> pressure(List<JvmHistory> jvms, List<LeakSite> sites) {
        boolean found = sites.stream()
                .map(LeakSite::problem)
                .anyMatch(problem -> problem == Problem.TIME_WAIT || problem == Problem.CONNECT_FAILED);
        return jvms.stream()
                .map(TimeWaitPressure::of)
                .filter(pressure -> pressure.isFelt() || found && pressure.closes() > 0)
                .toList();
    }

    private static Diagnosis.Readings readings(JvmHistory jvm) {
        return new Diagnosis.Readings(
                jvm.instance(),
                jvm.around().counts(Scope.PROCESS),
                jvm.around().counts(Scope.MACHINE),
                jvm.around().counters());
    }

    private static Map<TcpState, Integer> states(List<JvmHistory> jvms) {
        Map<TcpState, Integer> states = new EnumMap<>(TcpState.class);
        for (JvmHistory jvm : jvms) {
            for (ConnectionHistory connection : jvm.connections()) {
                if (!connection.closeLost()) {
                    states.merge(connection.state(), 1, Integer::sum);
                }
            }
        }
        return states;
    }

    private static StateTimeline timeline(List<JvmHistory> jvms, RecordingInfo info) {
        StatesOverTime states = new StatesOverTime(info.start());
        jvms.forEach(jvm -> jvm.connections().forEach(states::add));
        return states.until(info.end());
    }

    private static Diagnosis.Unknowns unknowns(List<JvmHistory> jvms, List<AgentInfo> agents) {
        return new Diagnosis.Unknowns(
                jvms.stream().mapToInt(JvmHistory::closesLost).sum(),
                jvms.stream().mapToInt(JvmHistory::contradictions).sum(),
                jvms.stream().mapToInt(JvmHistory::strangers).sum(),
                agents.stream().mapToLong(AgentInfo::suppressedErrors).sum(),
                agents.stream()
                        .flatMap(agent -> agent.hooks().failed().stream())
                        .distinct()
                        .toList(),
                agents.stream().anyMatch(agent -> !agent.kernelAsked()));
    }
}
