// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import java.util.List;
import java.util.Optional;

/** Finds one problem in a connection. Thresholds have their reasons in RATIONALE.md. */
public interface Rule {
    /**
     * The first that finds a connection has it: what is out of reach is that, in whatever state it is. What is found in
     * none may still be one too many in TIME_WAIT ({@link TimeWaits}).
     */
    List<Rule> ALL = List.of(
            new NeverClosedRule(),
            new CloseWaitRule(),
            new FinWait2Rule(),
            new StalledRule(),
            new PortsExhaustedRule());

    /** What is too young to be a problem by itself is not {@link Finding#isProven proven}. */
    Optional<Finding> finding(JvmHistory jvm, ConnectionHistory connection, Blame blame);

    /** The first proven finding, else the first; null if no rule finds anything. */
    static Finding first(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        Finding young = null;
        for (Rule rule : ALL) {
            Optional<Finding> finding = rule.finding(jvm, connection, blame);
            if (finding.isPresent() && finding.get().isProven()) {
                return finding.get();
            }
            young = young == null ? finding.orElse(null) : young;
        }
        return young;
    }
}
