// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.history.AggregateTotals;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Predicate;

/**
 * The result of comparing one measure of a recording with its limit.
 *
 * @param option the option that set the limit
 * @param measure what was measured, with its unit
 * @param sites the sites that add up to the value found, worst first; empty if there are none
 * @param judged whether a larger value would have been found if there was one
 */
public record Check(
        String option, String measure, BigDecimal allowed, BigDecimal found, List<LeakSite> sites, boolean judged) {

    /** Returns the check of the number of connections with a problem, or of the number of failed calls. */
    public static Check connections(Diagnosis diagnosis, String option, Problem problem, int allowed) {
        return connections(
                diagnosis,
                option,
                (problem.isFailure() ? "times " : "connections in ") + problem.word(),
                allowed,
                problem,
                site -> site.problem() == problem && site.cause() != Cause.UNUSED_AND_GROWING);
    }

    /**
     * Returns the check of the number of connections left open and unused at sites where that number grows. Such
     * connections may be intended.
     */
    public static Check growing(Diagnosis diagnosis, String option, int allowed) {
        return connections(
                diagnosis,
                option,
                "connections unused and growing",
                allowed,
                Problem.STALLED,
                site -> site.cause() == Cause.UNUSED_AND_GROWING);
    }

    private static Check connections(
            Diagnosis diagnosis,
            String option,
            String measure,
            int allowed,
            Problem problem,
            Predicate<LeakSite> which) {
        List<LeakSite> sites = diagnosis.sites().stream().filter(which).toList();
        int found = sites.stream().mapToInt(LeakSite::connections).sum();
        return new Check(
                option,
                measure,
                BigDecimal.valueOf(allowed),
                BigDecimal.valueOf(found),
                sites,
                diagnosis.judgement().judges(problem));
    }

    /**
     * Returns the check of the number of connections per second that are opened and end in the problem. All aggregated
     * connections that this side closed first are assumed to end in TIME_WAIT: a program that opens so many could do
     * with fewer.
     */
    public static Check rate(Diagnosis diagnosis, String option, Problem problem, BigDecimal allowed) {
        List<LeakSite> sites = sites(diagnosis, problem);
        BigDecimal found = sites.stream()
                .map(site -> BigDecimal.valueOf(site.ratePerSecond()))
                .reduce(countedRate(diagnosis, problem), BigDecimal::add);
        return new Check(
                option,
                "connections a second to " + problem.word(),
                allowed,
                found,
                sites,
                diagnosis.judgement().judges(problem));
    }

    private static BigDecimal countedRate(Diagnosis diagnosis, Problem problem) {
        double seconds = diagnosis.recording().duration().toMillis() / 1e3;
        long closedFirst = diagnosis.counts().stream()
                .mapToLong(AggregateTotals::closedFirst)
                .sum();
        return problem != Problem.TIME_WAIT || closedFirst == 0 || seconds == 0
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(closedFirst / seconds);
    }

    /** Returns the check of the number of descriptors still open at the end, whatever they wait for. */
    public static Check open(Diagnosis diagnosis, String option, int allowed) {
        return new Check(
                option,
                "connections open at the end",
                BigDecimal.valueOf(allowed),
                BigDecimal.valueOf(diagnosis.totals().open()),
                List.of(),
                diagnosis.judgement().seesAll());
    }

    private static List<LeakSite> sites(Diagnosis diagnosis, Problem problem) {
        return diagnosis.sites().stream()
                .filter(site -> site.problem() == problem)
                .toList();
    }

    /** Returns whether the value found is larger than the allowed value. */
    public boolean isExceeded() {
        return found.compareTo(allowed) > 0;
    }

    /** Returns whether the limit is kept as far as is known, although a violation might have gone unnoticed. */
    public boolean isUnjudged() {
        return !judged && !isExceeded();
    }

    public boolean passed() {
        return judged && !isExceeded();
    }

    /** Returns this check marked as judged, for users who want limits that could not be judged to pass. */
    public Check takenForJudged() {
        return new Check(option, measure, allowed, found, sites, true);
    }
}
