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
 * Finds one kind of problem. Each diagnosis has rules of its own ({@link Rules}), used by one thread. A rule sees every
 * connection of every JVM once, in any order, and is then asked to finish. Thresholds have their reasons in
 * RATIONALE.md.
 */
public interface Rule {
    /** The causes that this rule finds. Each cause belongs to one rule. */
    Set<Cause> causes();

    /**
     * The problem that a connection has by itself. A finding too young to be a problem is not {@link Finding#isProven
     * proven}.
     */
    default Optional<Finding> finding(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        return Optional.empty();
    }

    /**
     * Takes in a connection that only together with others may be a problem.
     *
     * @param found what was found of the connection by itself; null if nothing
     * @return the site that the connection may turn out to belong to; null if to none of this rule's
     */
    default Candidate consider(JvmHistory jvm, ConnectionHistory connection, Finding found) {
        return null;
    }

    /** Adds the findings that can be told only when every connection was considered. Called once. */
    default void finish(SiteTallies sites, Replayed replayed) {}

    /** What one of this rule's sites has beyond what all sites have; null if nothing. */
    default Detail detail(SiteTally site) {
        return null;
    }

    /** What is worth knowing and is no problem, in sentences without a full stop; to be asked after {@link #finish}. */
    default List<String> notes(FrameOrigins origins) {
        return List.of();
    }

    /**
     * What was replayed in the end.
     *
     * @param isWhole whether all of the recording could be read
     */
    record Replayed(Tally tally, boolean isWhole) {}
}
