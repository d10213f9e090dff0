// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.replay.JvmHistory;
import java.util.List;

/** Finds one problem's connections in a JVM. Thresholds have their reasons in RATIONALE.md. */
sealed interface Rule
        permits NeverClosedRule,
                CloseWaitRule,
                FinWait2Rule,
                StalledRule,
                PortsExhaustedRule,
                BindFailedRule,
                AcceptQueueRule,
                TimeWaitRule {
    /** The first that finds a connection has it: what is out of reach is that, in whatever state it is. */
    List<Rule> ALL = List.of(
            new NeverClosedRule(),
            new CloseWaitRule(),
            new FinWait2Rule(),
            new StalledRule(),
            new PortsExhaustedRule(),
            new BindFailedRule(),
            new AcceptQueueRule(),
            new TimeWaitRule());

    List<Finding> findings(JvmHistory jvm, Blame blame);
}
