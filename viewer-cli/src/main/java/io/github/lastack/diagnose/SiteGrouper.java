// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.diagnose.advice.SiteEvidence;
import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.ports.PortUse;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.rule.Rule;
import io.github.lastack.diagnose.rule.RuleContext;
import io.github.lastack.diagnose.rule.Rules;
import io.github.lastack.diagnose.site.AlikeSites;
import io.github.lastack.diagnose.site.Candidate;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.diagnose.site.SiteContext;
import io.github.lastack.diagnose.site.SiteKey;
import io.github.lastack.diagnose.site.SiteTallies;
import io.github.lastack.diagnose.site.SiteTally;
import io.github.lastack.diagnose.site.UseSites;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Applies the rules to each connection, and groups their findings into sites. */
final class SiteGrouper implements SiteContext {
    /** Orders by severity, then known code before unknown, then by the amount and time of what is held wrongly. */
    private static final Comparator<LeakSite> WORST_FIRST = Comparator.comparing(
                    (LeakSite site) -> site.problem().severity())
            .thenComparing(LeakSite::isBlameUnknown)
            .thenComparing(
                    Comparator.comparingDouble((LeakSite site) -> site.held().seconds())
                            .reversed())
            .thenComparing(Comparator.comparingInt(LeakSite::connections).reversed())
            .thenComparing(LeakSite::fingerprint);

    private final Blame blame;
    private final FrameOrigins origins;
    private final List<JvmHistory> jvms;
    private final Rules rules;
    private final SiteTallies sites;
    private final SiteTallies young;
    private final UseSites uses;
    private final Map<ConnectionHistory, Candidate> candidates = new IdentityHashMap<>();
    private int youngInCloseWait;

    SiteGrouper(RecordingInfo recording, List<JvmHistory> jvms, Blame blame, FrameOrigins origins) {
        SiteKey.Cache keys = new SiteKey.Cache();
        this.blame = blame;
        this.origins = origins;
        this.jvms = jvms;
        this.rules = new Rules(new RuleContext(recording, jvms, blame, keys));
        this.sites = new SiteTallies(recording, keys);
        this.young = new SiteTallies(recording, keys);
        this.uses = new UseSites(recording, keys);
    }

    /**
     * Adds a connection.
     *
     * @param asked whether {@link #of} will be called for the connection
     */
    void add(JvmHistory jvm, ConnectionHistory connection, boolean asked) {
        Finding finding = rules.first(jvm, connection, blame);
        Candidate candidate = null;
        for (Rule rule : rules.all()) {
            Candidate considered = rule.consider(jvm, connection, finding);
            candidate = candidate == null ? considered : candidate;
        }
        if (finding != null) {
            youngInCloseWait += finding.isYoungInCloseWait() ? 1 : 0;
            candidate = uses.add(jvm, finding);
            if (candidate == null) {
                SiteKey key = (finding.isProven() ? sites : young).add(jvm, finding);
                candidate = () -> key;
            }
        }
        if (asked && candidate != null) {
            candidates.put(connection, candidate);
        }
    }

    /**
     * Returns the sites, worst first. Must be called once, after all connections were added.
     *
     * @param isWhole whether all of the recording could be read
     */
    List<LeakSite> worstFirst(Tally replayed, boolean isWhole) {
        rules.all().forEach(rule -> rule.finish(sites, new Rule.Replayed(replayed, isWhole)));
        uses.addTo(sites, () -> jvms.stream()
                .flatMap(jvm -> jvm.context().stacks().stream())
                .map(blame::applications)
                .iterator());
        young.forEach((key, tally) -> {
            if (sites.contains(key)) {
                sites.of(key).add(tally);
            }
        });
        List<LeakSite> found = new ArrayList<>();
        sites.forEach((key, tally) -> {
            found.add(tally.site(key, this));
            youngInCloseWait -= tally.youngInCloseWait();
        });
        found.sort(WORST_FIRST);
        return AlikeSites.addTo(found);
    }

    /** Returns the fingerprint of the site that a connection belongs to; empty if it belongs to none. */
    String of(ConnectionHistory connection) {
        Candidate candidate = candidates.get(connection);
        SiteKey key = candidate == null ? null : candidate.key();
        return key == null || !sites.contains(key) ? "" : key.fingerprint();
    }

    /**
     * Returns the number of connections in CLOSE_WAIT for less than the limit that belong to no site. Must be called
     * after {@link #worstFirst}.
     */
    int closeWaitWithinLimit() {
        return youngInCloseWait;
    }

    /** Returns useful facts that are no problem, one sentence each. Must be called after {@link #worstFirst}. */
    List<String> notes() {
        return rules.all().stream()
                .flatMap(rule -> rule.notes(origins).stream())
                .toList();
    }

    /** Returns the use of ports by the TIME_WAITs of one JVM. */
    List<PortUse> portUses(JvmHistory jvm) {
        return rules.portUses(jvm);
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
    public Detail detail(SiteTally site) {
        return rules.of(site.cause()).detail(site);
    }
}
