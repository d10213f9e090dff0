// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.replay.BindFailure;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.JvmHistory;
import io.github.lastack.replay.ListenerHistory;
import io.github.lastack.replay.RecordingInfo;
import io.github.lastack.replay.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Groups what the rules find into sites. */
final class Sites {
    /** By severity, then by how much and how long it holds what it should not, then by how often. */
    private static final Comparator<LeakSite> WORST_FIRST = Comparator.comparing(
                    (LeakSite site) -> site.problem().severity())
            .thenComparing(Comparator.comparingDouble(Sites::heldSeconds).reversed())
            .thenComparing(Comparator.comparingInt(LeakSite::connections).reversed())
            .thenComparing(LeakSite::fingerprint);

    /** What makes one site; {@code jvm} is the first in which it was found, and what is said of kernels is of its. */
    private record Group(JvmHistory jvm, List<Finding> findings) {
        <T extends Subject> List<T> all(Class<T> kind) {
            return findings.stream()
                    .map(Finding::subject)
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .toList();
        }
    }

    private final RecordingInfo recording;
    private final Blame blame;
    private final Map<String, String> places = new HashMap<>();
    private final Map<ConnectionHistory, String> byConnection = new IdentityHashMap<>();

    Sites(RecordingInfo recording, Blame blame) {
        this.recording = recording;
        this.blame = blame;
    }

    /** Worst first. */
    List<LeakSite> of(List<JvmHistory> jvms) {
        Map<SiteKey, Group> groups = new LinkedHashMap<>();
        for (JvmHistory jvm : jvms) {
            for (Finding finding : findings(jvm)) {
                groups.computeIfAbsent(key(finding), key -> new Group(jvm, new ArrayList<>()))
                        .findings()
                        .add(finding);
            }
        }
        List<LeakSite> sites = new ArrayList<>();
        groups.forEach((key, group) -> {
            LeakSite site = site(key, group);
            sites.add(site);
            group.all(ConnectionHistory.class).forEach(each -> byConnection.put(each, site.fingerprint()));
        });
        sites.sort(WORST_FIRST);
        return sites;
    }

    /** The fingerprint of the site that a connection belongs to, once they were grouped; empty if to none. */
    String of(ConnectionHistory connection) {
        return byConnection.getOrDefault(connection, "");
    }

    private SiteKey key(Finding finding) {
        String place = places.computeIfAbsent(finding.blame(), SiteKey::place);
        return new SiteKey(finding.cause(), finding.role(), place);
    }

    /** Each counts once, for the first rule that finds it. */
    private Collection<Finding> findings(JvmHistory jvm) {
        Set<Subject> found = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : Rule.ALL) {
            for (Finding finding : rule.findings(jvm, blame)) {
                if (found.add(finding.subject())) {
                    findings.add(finding);
                }
            }
        }
        return findings;
    }

    private LeakSite site(SiteKey key, Group group) {
        List<Finding> findings = group.findings();
        List<Subject> subjects = group.all(Subject.class);
        List<ConnectionHistory> connections = group.all(ConnectionHistory.class);
        double seconds = Math.max(recording.duration().toMillis(), 1) / 1000.0;
        // What was open before the recording began tells nothing of how fast more come.
        long opened = subjects.stream()
                .filter(subject -> !subject.openedAt().isBefore(recording.start()))
                .count();
        Detail detail = detail(key.cause(), group);
        return new LeakSite(
                key.cause(),
                key.role(),
                findings.stream().mapToInt(Finding::weight).sum(),
                (int) connections.stream()
                        .filter(ConnectionHistory::takesDescriptor)
                        .count(),
                findings.get(0).blame(),
                new ConnectionHistory.Stacks(
                        usual(subjects, ConnectionHistory.Stacks::opened),
                        usual(subjects, ConnectionHistory.Stacks::endOfStream),
                        usual(subjects, ConnectionHistory.Stacks::shutDown),
                        usual(subjects, ConnectionHistory.Stacks::lastUsed),
                        usual(subjects, ConnectionHistory.Stacks::closed)),
                remotes(connections),
                Dwell.of(findings.stream().map(Finding::dwell).toList()),
                onset(key.cause(), group.jvm(), subjects),
                opened / seconds,
                Advice.of(key.cause(), detail, group.jvm().around().settings()),
                detail,
                key.fingerprint(),
                profile(key.cause(), findings));
    }

    private SiteProfile profile(Cause cause, List<Finding> findings) {
        SiteProfile.Collector profile = new SiteProfile.Collector(recording.start(), cause.problem());
        findings.forEach(finding -> profile.add(finding.subject(), finding.dwell()));
        return profile.finish(recording.end());
    }

    private static Onset onset(Cause cause, JvmHistory jvm, List<Subject> subjects) {
        List<Instant> opened = subjects.stream().map(Subject::openedAt).sorted().toList();
        boolean mustLast = cause.problem().mustLast() && cause != Cause.UNREACHABLE;
        return Onset.of(
                opened.size(),
                opened.get(0),
                opened.get(opened.size() - 1),
                mustLast ? jvm.end().minus(jvm.closeWaitLimit()) : jvm.end());
    }

    private Detail detail(Cause cause, Group group) {
        JvmHistory jvm = group.jvm();
        return switch (cause) {
            case SHORT_LIVED_CONNECTIONS, SERVER_CLOSES_FIRST -> {
                List<PortUse> uses = PortUse.of(jvm, group.all(ConnectionHistory.class));
                yield new TimeWaitCost(uses, KernelAdvice.of(jvm, uses));
            }
            case ADDRESS_IN_USE -> new PortHolders(jvm, blame).ofBinds(group.all(BindFailure.class));
            case PORTS_EXHAUSTED -> new PortHolders(jvm, blame).ofConnects(group.all(ConnectionHistory.class));
            case ACCEPT_TOO_SLOW -> AcceptBacklog.of(jvm, group.all(ListenerHistory.class), blame);
            default -> null;
        };
    }

    static List<String> usual(
            Collection<? extends Subject> subjects, Function<ConnectionHistory.Stacks, List<String>> kind) {
        Map<List<String>, Integer> counts = new LinkedHashMap<>();
        for (Subject subject : subjects) {
            counts.merge(kind.apply(subject.stacks()), 1, Integer::sum);
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

    private static double heldSeconds(LeakSite site) {
        return site.stillOpen() * (site.dwell().p50().toMillis() / 1000.0);
    }
}
