// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.ports.PortUse;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules of one diagnosis, in the order in which they are applied. */
public final class Rules {
    private final TimeWaitRule timeWaits;
    private final List<Rule> all;
    private final Map<Cause, Rule> byCause = new EnumMap<>(Cause.class);

    public Rules(RuleContext context) {
        BindFailedRule binds = new BindFailedRule(context);
        timeWaits = new TimeWaitRule(context);
        all = List.of(
                new NeverClosedRule(),
                new CloseWaitRule(),
                new FinWait2Rule(),
                new StalledRule(),
                new PortsExhaustedRule(binds::holders),
                binds,
                new AcceptQueueRule(context),
                new HandshakesRule(context),
                timeWaits,
                new UnusedConnectionsRule(context));
        all.forEach(rule -> rule.causes().forEach(cause -> byCause.put(cause, rule)));
    }

    public List<Rule> all() {
        return all;
    }

    /** Returns the rule that finds problems of a cause. */
    public Rule of(Cause cause) {
        return byCause.get(cause);
    }

    /**
     * Returns the finding of a connection by itself: the first proven finding, else the first; null if no rule finds
     * anything. The order of the rules matters, since an unreachable connection is reported as such in whatever state
     * it is.
     */
    public Finding first(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        Finding young = null;
        for (Rule rule : all) {
            Optional<Finding> finding = rule.finding(jvm, connection, blame);
            if (finding.isPresent() && finding.get().isProven()) {
                return finding.get();
            }
            young = young == null ? finding.orElse(null) : young;
        }
        return young;
    }

    /** Returns what the TIME_WAITs of one JVM take of its ports. */
    public List<PortUse> portUses(JvmHistory jvm) {
        return timeWaits.of(jvm);
    }
}
