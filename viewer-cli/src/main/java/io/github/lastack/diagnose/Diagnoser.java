// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.TcpState;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.JvmHistory;
import io.github.lastack.replay.Recording;
import io.github.lastack.replay.RecordingInfo;
import io.github.lastack.replay.Replay;
import io.github.lastack.replay.SocketFact.AgentInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** Recording to diagnosis: replays every JVM, applies the rules, groups what they find into sites. */
public final class Diagnoser {
    /** By severity, then by how much and how long it holds what it should not, then by how often. */
    private static final Comparator<LeakSite> WORST_FIRST = Comparator.comparing(
                    (LeakSite site) -> site.problem().severity())
            .thenComparing(Comparator.comparingDouble(Diagnoser::heldSeconds).reversed())
            .thenComparing(Comparator.comparingInt(LeakSite::connections).reversed())
            .thenComparing(LeakSite::fingerprint);

    private Diagnoser() {}

    public static Diagnosis diagnose(Recording recording) {
        List<JvmHistory> jvms = Replay.of(recording.jvms());
        List<AgentInfo> agents =
                jvms.stream().map(JvmHistory::agent).filter(Objects::nonNull).toList();
        List<String> mainClasses = agents.stream()
                .map(AgentInfo::mainClass)
                .filter(main -> !main.isEmpty())
                .distinct()
                .toList();
        Blame blame = new Blame(FrameKind.judge(mainClasses));
        return new Diagnosis(
                recording.info(),
                sites(recording.info(), jvms, blame),
                connections(jvms, blame),
                states(jvms),
                mainClasses,
                jvms.stream()
                        .map(JvmHistory::closeWaitLimit)
                        .min(Comparator.naturalOrder())
                        .orElse(Duration.ZERO),
                jvms.stream().mapToInt(CloseWaitRule::withinLimit).sum(),
                unknowns(jvms, agents),
                agents);
    }

    private static List<LeakSite> sites(RecordingInfo recording, List<JvmHistory> jvms, Blame blame) {
        Map<SiteKey, List<Finding>> groups = new LinkedHashMap<>();
        for (JvmHistory jvm : jvms) {
            for (Finding finding : findings(jvm, blame)) {
                groups.computeIfAbsent(finding.key(), key -> new ArrayList<>()).add(finding);
            }
        }
        List<LeakSite> sites = new ArrayList<>();
        groups.forEach((key, findings) -> sites.add(site(key, findings, recording)));
        sites.sort(WORST_FIRST);
        return sites;
    }

    /** A connection counts once, for the first rule that finds it. */
    private static Collection<Finding> findings(JvmHistory jvm, Blame blame) {
        Map<Long, Finding> byConnection = new LinkedHashMap<>();
        for (Rule rule : Rule.ALL) {
            for (Finding finding : rule.findings(jvm, blame)) {
                byConnection.putIfAbsent(finding.connection().id(), finding);
            }
        }
        return byConnection.values();
    }

    private static LeakSite site(SiteKey key, List<Finding> findings, RecordingInfo recording) {
        List<ConnectionHistory> connections =
                findings.stream().map(Finding::connection).toList();
        double seconds = Math.max(recording.duration().toMillis(), 1) / 1000.0;
        // What was open before the recording began tells nothing of how fast more come.
        long opened = connections.stream()
                .filter(connection -> !connection.openedAt().isBefore(recording.start()))
                .count();
        return new LeakSite(
                key.cause(),
                key.role(),
                findings.size(),
                (int) connections.stream()
                        .filter(ConnectionHistory::holdsDescriptor)
                        .count(),
                findings.get(0).blame(),
                new ConnectionHistory.Stacks(
                        usual(connections, ConnectionHistory.Stacks::opened),
                        usual(connections, ConnectionHistory.Stacks::endOfStream),
                        usual(connections, ConnectionHistory.Stacks::shutDown),
                        usual(connections, ConnectionHistory.Stacks::lastUsed),
                        usual(connections, ConnectionHistory.Stacks::closed)),
                remotes(connections),
                Dwell.of(findings.stream().map(Finding::dwell).toList()),
                opened / seconds,
                key.fingerprint());
    }

    private static List<String> usual(
            List<ConnectionHistory> connections, Function<ConnectionHistory.Stacks, List<String>> kind) {
        Map<List<String>, Integer> counts = new LinkedHashMap<>();
        for (ConnectionHistory connection : connections) {
            counts.merge(kind.apply(connection.stacks()), 1, Integer::sum);
        }
        counts.remove(List.<String>of());
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(List.of());
    }

    private static List<LeakSite.Remote> remotes(List<ConnectionHistory> connections) {
        Map<String, Integer> counts = new HashMap<>();
        for (ConnectionHistory connection : connections) {
            if (connection.ends().hasRemote()) {
                counts.merge(connection.remote(), 1, Integer::sum);
            }
        }
        return LeakSite.sorted(counts);
    }

    private static List<Diagnosis.Connection> connections(List<JvmHistory> jvms, Blame blame) {
        return jvms.stream()
                .flatMap(jvm -> jvm.connections().stream())
                .sorted(Comparator.comparing(ConnectionHistory::openedAt).thenComparing(ConnectionHistory::id))
                .map(history -> new Diagnosis.Connection(
                        history, blame.of(history.stacks().opened())))
                .toList();
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

    private static double heldSeconds(LeakSite site) {
        return site.stillOpen() * (site.dwell().p50().toMillis() / 1000.0);
    }
}
