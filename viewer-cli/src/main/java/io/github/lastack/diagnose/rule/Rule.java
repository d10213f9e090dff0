// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.site.Candidate;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.diagnose.site.SiteTallies;
import io.github.lastack.diagnose.site.SiteTally;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.Tally;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rule that finds one kind of problem. Each diagnosis has its own instances ({@link Rules}), which are used by one
 * thread. A rule sees every connection of every JVM once, in any order. After that, {@link #finish} is called.
 * RATIONALE.md has the reasons for the thresholds.
 */
public interface Rule {
    /** Returns the causes that this rule finds. Each cause belongs to one rule. */
    Set<Cause> causes();

    /**
     * Returns the problem that a connection has by itself. A finding too young to be a problem is not {@link
     * Finding#isProven proven}.
     */
    default Optional<Finding> finding(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        return Optional.empty();
    }

    /**
     * Considers a connection that may be a problem only together with others.
     *
     * @param found the finding of the connection by itself; null if there is none
     * @return the site that the connection may turn out to belong to; null if it belongs to none of this rule's sites
     */
    default Candidate consider(JvmHistory jvm, ConnectionHistory connection, Finding found) {
        return null;
    }

    /** Adds the findings that can be made only after every connection has been considered. Called once. */
    default void finish(SiteTallies sites, Replayed replayed) {}

    /** Returns the details that one of this rule's sites has beyond those of all sites; null if there are none. */
    default Detail detail(SiteTally site) {
        return null;
    }

    /**
     * Returns notes that are worth knowing and are no problem, as sentences without a full stop. Must be called after
     * {@link #finish}.
     */
    default List<String> notes(FrameOrigins origins) {
        return List.of();
    }

    /**
     * Totals of the replay at its end.
     *
     * @param isWhole whether all of the recording could be read
     */
    record Replayed(Tally tally, boolean isWhole) {}
}
