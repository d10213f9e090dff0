// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.diagnose.advice.SiteEvidence;
import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.ports.PortUse;
import io.github.lastack.diagnose.problem.AcceptBacklog;
import io.github.lastack.diagnose.problem.HandshakeBacklog;
import io.github.lastack.diagnose.problem.PortConflict;
import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.diagnose.rule.AcceptQueueRule;
import io.github.lastack.diagnose.rule.Accepts;
import io.github.lastack.diagnose.rule.BindFailedRule;
import io.github.lastack.diagnose.rule.HandshakesRule;
import io.github.lastack.diagnose.rule.Notes;
import io.github.lastack.diagnose.rule.PortHolders;
import io.github.lastack.diagnose.rule.Rule;
import io.github.lastack.diagnose.rule.TimeWaits;
import io.github.lastack.diagnose.rule.UnusedConnections;
import io.github.lastack.diagnose.rule.UsePlaces;
import io.github.lastack.diagnose.site.AlikeSites;
import io.github.lastack.diagnose.site.Evidences;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.diagnose.site.SiteKey;
import io.github.lastack.diagnose.site.SiteTally;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.history.BindFailure;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.history.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks the rules about each connection, and groups what they find into sites. */
final class Sites implements Evidences {
    /** By severity, then what is known by its code, then by how much and how long it holds what it should not. */
    private static final Comparator<LeakSite> WORST_FIRST = Comparator.comparing(
                    (LeakSite site) -> site.problem().severity())
            .thenComparing(LeakSite::isBlameUnknown)
            .thenComparing(
                    Comparator.comparingDouble((LeakSite site) -> site.held().seconds())
                            .reversed())
            .thenComparing(Comparator.comparingInt(LeakSite::connections).reversed())
            .thenComparing(LeakSite::fingerprint);

    private final RecordingInfo recording;
    private final Blame blame;
    private final FrameOrigins origins;
    private final List<JvmHistory> jvms;
    private final SiteKey.Cache keys = new SiteKey.Cache();
    private final Map<SiteKey, SiteTally> tallies = new LinkedHashMap<>();
    private final Map<SiteKey, SiteTally> young = new LinkedHashMap<>();
    private final UsePlaces uses;
    private final TimeWaits timeWaits;
    private final UnusedConnections unused;
    private final Accepts accepts;
    private final List<BindFailedRule> binds = new ArrayList<>();
    private final List<PortHolders> holders = new ArrayList<>();
    private final Map<ConnectionHistory, SiteKey> found = new IdentityHashMap<>();
    private final Map<ConnectionHistory, UsePlaces.Spot> used = new IdentityHashMap<>();
    private final Map<ConnectionHistory, TimeWaits.Group> perhaps = new IdentityHashMap<>();
    private final Map<ConnectionHistory, UnusedConnections.Left> left = new IdentityHashMap<>();
    private int youngInCloseWait;

    Sites(RecordingInfo recording, List<JvmHistory> jvms, Blame blame, FrameOrigins origins) {
        this.origins = origins;
        this.recording = recording;
        this.jvms = jvms;
        this.blame = blame;
        this.uses = new UsePlaces(recording, keys);
        this.timeWaits = new TimeWaits(recording, blame, keys);
        this.unused = new UnusedConnections(recording, blame, keys);
        this.accepts = new Accepts(jvms);
        jvms.forEach(jvm -> binds.add(new BindFailedRule(jvm, blame)));
        Map<JvmHistory, Collection<List<BindFailure>>> failed = failedBinds();
        jvms.forEach(jvm -> holders.add(new PortHolders(jvm, failed.getOrDefault(jvm, List.of()), blame)));
    }

    /** They are known beforehand; each site is told by the first JVM in which it was found. */
    private Map<JvmHistory, Collection<List<BindFailure>>> failedBinds() {
        Map<SiteKey, List<BindFailure>> sites = new LinkedHashMap<>();
        Map<JvmHistory, Collection<List<BindFailure>>> byJvm = new IdentityHashMap<>();
        for (JvmHistory jvm : jvms) {
            for (Finding finding : binds.get(jvm.index()).findings()) {
                sites.computeIfAbsent(key(finding), key -> {
                            List<BindFailure> failures = new ArrayList<>();
                            byJvm.computeIfAbsent(jvm, of -> new ArrayList<>()).add(failures);
                            return failures;
                        })
                        .add(BindFailedRule.bind(finding));
            }
        }
        return byJvm;
    }

    private SiteKey key(Finding finding) {
        return keys.of(finding.cause(), finding.role(), finding.blame());
    }

    private void add(JvmHistory jvm, Finding finding) {
        (finding.isProven() ? tallies : young)
                .computeIfAbsent(key(finding), key -> new SiteTally(recording, key.cause()))
                .add(jvm, finding);
    }

    /** @param asked whether {@link #of} will be asked about it */
    void add(JvmHistory jvm, ConnectionHistory connection, boolean asked) {
        Finding finding = Rule.first(jvm, connection, blame);
        boolean isYoung = finding != null && finding.isYoungInCloseWait();
        youngInCloseWait += isYoung ? 1 : 0;
        TimeWaits.Group waits = timeWaits.add(jvm, connection, finding != null && finding.isProven());
        UnusedConnections.Left unusedHere = unused.add(jvm, connection, finding != null);
        accepts.add(jvm, connection);
        binds.get(jvm.index()).add(connection);
        holders.get(jvm.index()).add(connection);
        UsePlaces.Spot use = finding == null ? null : uses.add(jvm, finding);
        if (finding != null && use == null) {
            add(jvm, finding);
        }
        if (asked && use != null) {
            used.put(connection, use);
        } else if (asked && finding != null) {
            found.put(connection, key(finding));
        } else if (asked && waits != null) {
            perhaps.put(connection, waits);
        } else if (asked && unusedHere != null) {
            left.put(connection, unusedHere);
        }
    }

    /**
     * Worst first. To be called once, when all have come.
     *
     * @param isWhole whether all of the recording could be read
     */
    List<LeakSite> worstFirst(Tally replayed, boolean isWhole) {
        for (JvmHistory jvm : jvms) {
            binds.get(jvm.index()).findings().forEach(finding -> add(jvm, finding));
            AcceptQueueRule.findings(jvm, accepts, blame).forEach(finding -> add(jvm, finding));
            HandshakesRule.findings(jvm, blame).forEach(finding -> add(jvm, finding));
        }
        timeWaits.addTo(tallies);
        if (isWhole) {
            unused.addTo(tallies, jvms, replayed);
        }
        uses.addTo(tallies, () -> jvms.stream()
                .flatMap(jvm -> jvm.around().stacks().stream())
                .map(blame::applications)
                .iterator());
        young.forEach((key, tally) -> {
            if (tallies.containsKey(key)) {
                tallies.get(key).add(tally);
            }
        });
        List<LeakSite> sites = new ArrayList<>();
        tallies.forEach((key, tally) -> {
            sites.add(tally.site(key, this));
            youngInCloseWait -= tally.youngInCloseWait();
        });
        sites.sort(WORST_FIRST);
        return AlikeSites.addTo(sites);
    }

    /** The fingerprint of the site that a connection belongs to; empty if to none. */
    String of(ConnectionHistory connection) {
        UsePlaces.Spot use = used.get(connection);
        SiteKey key = use == null ? found.get(connection) : use.key();
        if (key == null) {
            TimeWaits.Group waits = perhaps.get(connection);
            key = waits == null || !waits.isAvoidable() ? null : waits.siteKey();
        }
        if (key == null && left.containsKey(connection)) {
            key = left.get(connection).key();
        }
        return key == null || !tallies.containsKey(key) ? "" : key.fingerprint();
    }

    /** How many connections are in CLOSE_WAIT for less than the limit, and of no site; to be asked when the sites are known. */
    int closeWaitWithinLimit() {
        return youngInCloseWait;
    }

    /** Binds that failed on the way to a free port: a sentence for each place that asked, in the order of time. */
    List<String> portSearches() {
        Map<String, List<BindFailure>> searches = binds.stream()
                .flatMap(each -> each.searches().stream())
                .collect(Collectors.groupingBy(
                        Finding::blame,
                        LinkedHashMap::new,
                        Collectors.mapping(BindFailedRule::bind, Collectors.toList())));
        return searches.entrySet().stream()
                .map(search -> Notes.ofPortSearch(origins.shown(search.getKey()), search.getValue()))
                .toList();
    }

    /** What is left unused and does not grow, a sentence for each place; to be asked when the sites are known. */
    List<String> unused() {
        return unused.notes(origins);
    }

    /** What one JVM's TIME_WAITs come to. */
    List<PortUse> portUses(JvmHistory jvm) {
        return timeWaits.of(jvm);
    }

    @Override
    public FrameOrigins origins() {
        return origins;
    }

    @Override
    public SiteEvidence.Part part(List<String> stack) {
        List<String> users = blame.applications(stack);
        int inside = users.isEmpty() ? stack.size() : stack.indexOf(users.get(0));
        return new SiteEvidence.Part(stack.subList(0, inside), stack.subList(inside, stack.size()));
    }

    @Override
    public PortConflict ofBinds(JvmHistory jvm, List<BindFailure> failures) {
        return holders.get(jvm.index()).ofBinds(failures);
    }

    @Override
    public PortConflict ofConnects(JvmHistory jvm, List<RemoteCount> remotes, Instant first, boolean bound) {
        return holders.get(jvm.index()).ofConnects(remotes, first, bound);
    }

    @Override
    public AcceptBacklog backlog(JvmHistory jvm, List<ListenerHistory> listeners) {
        return AcceptQueueRule.backlog(
                jvm, listeners, accepts.usual(jvm, listeners.get(0).localPort()), blame);
    }

    @Override
    public HandshakeBacklog handshakes(JvmHistory jvm, List<ListenerHistory> listeners) {
        return HandshakesRule.backlog(jvm, listeners, blame);
    }
}
