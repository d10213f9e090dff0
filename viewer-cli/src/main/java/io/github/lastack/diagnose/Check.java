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
 * Whether a recording keeps to a limit.
 *
 * @param option that set the limit
 * @param measure what was measured, with its unit
 * @param sites those that add up to what was found, worst first; empty if none does
 * @param judged whether more would have been found if it was there
 */
public record Check(
        String option, String measure, BigDecimal allowed, BigDecimal found, List<LeakSite> sites, boolean judged) {

    /** How many connections of the problem there are, or calls that failed. */
    public static Check connections(Diagnosis diagnosis, String option, Problem problem, int allowed) {
        return connections(
                diagnosis,
                option,
                (problem.isFailure() ? "times " : "connections in ") + problem.word(),
                allowed,
                problem,
                site -> site.problem() == problem && site.cause() != Cause.UNUSED_AND_GROWING);
    }

    /** How many connections are left open and unused at places whose number of them grows: it may be meant. */
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
     * How many are opened a second that come to the problem. Of those that were only counted, all that this side closed
     * first are taken for ending in TIME_WAIT: nobody opens so many and could not do with fewer.
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

    /** How many descriptors nobody has closed by the end, whatever they wait for. */
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

    /** Whether there is more than is allowed. */
    public boolean isExceeded() {
        return found.compareTo(allowed) > 0;
    }

    /**
     * Whether the limit is kept, as far as that is known, but it is not known whether it would be seen if it was not.
     */
    public boolean isUnjudged() {
        return !judged && !isExceeded();
    }

    public boolean passed() {
        return judged && !isExceeded();
    }

    /** For those who want what could not be judged to pass. */
    public Check takenForJudged() {
        return new Check(option, measure, allowed, found, sites, true);
    }
}
