// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.Clue;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.diagnose.site.SiteTally;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Rule for connects for which the kernel found no local port. */
final class PortsExhaustedRule implements Rule {
    private static final Set<Cause> CAUSES = Set.of(Cause.PORTS_EXHAUSTED);

    private final Function<JvmHistory, PortHolders> holders;

    /**
     * Creates the rule.
     *
     * @param holders the holders of a JVM's ports, complete once all connections have been considered
     */
    PortsExhaustedRule(Function<JvmHistory, PortHolders> holders) {
        this.holders = holders;
    }

    @Override
    public Set<Cause> causes() {
        return CAUSES;
    }

    @Override
    public Optional<Finding> finding(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        if (!jvm.context().failedForPorts().contains(connection.id())) {
            return Optional.empty();
        }
        Blame.Blamed blamed = blame.of(jvm, connection, Clue.opened(connection));
        return Optional.of(new Finding(Cause.PORTS_EXHAUSTED, connection, blamed, Duration.ZERO));
    }

    @Override
    public Detail detail(SiteTally site) {
        return holders.apply(site.jvm()).ofConnects(site.remotes(), site.oldest(), site.bound());
    }
}
