// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.site.Candidate;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.diagnose.site.SiteKey;
import io.github.lastack.diagnose.site.SiteTallies;
import io.github.lastack.diagnose.site.SiteTally;
import io.github.lastack.history.BindFailure;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Rule for binds that failed because the port was taken or none was left. Names who held the port. */
final class BindFailedRule implements Rule {
    private static final Set<Cause> CAUSES = Set.of(Cause.ADDRESS_IN_USE);

    private final RuleContext context;
    private final List<FailedBinds> binds = new ArrayList<>();
    private final List<PortHolders> holders = new ArrayList<>();

    BindFailedRule(RuleContext context) {
        this.context = context;
        context.jvms().forEach(jvm -> binds.add(new FailedBinds(jvm, context.blame())));
        Map<JvmHistory, Collection<List<BindFailure>>> failed = failedBinds();
        context.jvms()
                .forEach(
                        jvm -> holders.add(new PortHolders(jvm, failed.getOrDefault(jvm, List.of()), context.blame())));
    }

    /**
     * Returns the failed binds of each JVM, site by site. Failures are known before any connection is considered. Each
     * site is assigned to the first JVM in which it was found.
     */
    private Map<JvmHistory, Collection<List<BindFailure>>> failedBinds() {
        Map<SiteKey, List<BindFailure>> sites = new LinkedHashMap<>();
        Map<JvmHistory, Collection<List<BindFailure>>> byJvm = new IdentityHashMap<>();
        for (JvmHistory jvm : context.jvms()) {
            for (Finding finding : binds.get(jvm.index()).findings()) {
                SiteKey key = context.keys().of(finding.cause(), finding.role(), finding.blame());
                sites.computeIfAbsent(key, each -> {
                            List<BindFailure> failures = new ArrayList<>();
                            byJvm.computeIfAbsent(jvm, of -> new ArrayList<>()).add(failures);
                            return failures;
                        })
                        .add(FailedBinds.bind(finding));
            }
        }
        return byJvm;
    }

    /** Returns the holders of the ports of {@code jvm}. They are complete once all connections have been considered. */
    PortHolders holders(JvmHistory jvm) {
        return holders.get(jvm.index());
    }

    @Override
    public Set<Cause> causes() {
        return CAUSES;
    }

    @Override
    public Candidate consider(JvmHistory jvm, ConnectionHistory connection, Finding found) {
        binds.get(jvm.index()).add(connection);
        holders.get(jvm.index()).add(connection);
        return null;
    }

    @Override
    public void finish(SiteTallies sites, Replayed replayed) {
        context.jvms().forEach(jvm -> binds.get(jvm.index()).findings().forEach(finding -> sites.add(jvm, finding)));
    }

    @Override
    public Detail detail(SiteTally site) {
        return holders(site.jvm()).ofBinds(site.binds());
    }

    /**
     * Returns notes on binds that failed on the way to a free port: one sentence for each place that asked, in time
     * order.
     */
    @Override
    public List<String> notes(FrameOrigins origins) {
        Map<String, List<BindFailure>> searches = binds.stream()
                .flatMap(each -> each.searches().stream())
                .collect(Collectors.groupingBy(
                        Finding::blame,
                        LinkedHashMap::new,
                        Collectors.mapping(FailedBinds::bind, Collectors.toList())));
        return searches.entrySet().stream()
                .map(search -> NoteText.ofPortSearch(origins.shown(search.getKey()), search.getValue()))
                .toList();
    }
}
