// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.diff;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.history.CountedOpenings;
import io.github.lastack.model.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Connections that one place opened too fast to be recorded individually, in two recordings.
 *
 * @param opened the frame to blame for opening them, in the newer recording that has it
 * @param before null if none were aggregated
 * @param after null if none were aggregated
 */
public record AggregatedChange(Role role, String opened, CountedOpenings before, CountedOpenings after) {
    /**
     * Returns the changes of places in either recording, most connections first. A line number that has shifted does
     * not make another place.
     */
    public static List<AggregatedChange> between(Diagnosis before, Diagnosis after) {
        Map<List<Object>, AggregatedChange> rushes = new LinkedHashMap<>();
        before.counted()
                .forEach(each -> rushes.merge(
                        key(each),
                        new AggregatedChange(role(each), each.opened(), each.openings(), null),
                        AggregatedChange::and));
        after.counted()
                .forEach(each -> rushes.merge(
                        key(each),
                        new AggregatedChange(role(each), each.opened(), null, each.openings()),
                        AggregatedChange::and));
        List<AggregatedChange> sorted = new ArrayList<>(rushes.values());
        sorted.sort(Comparator.comparingLong(AggregatedChange::most).reversed());
        return sorted;
    }

    /**
     * Returns the number of aggregated connections that leave a TIME_WAIT here, among those opened by the site's code.
     * A connection that is held is recorded individually however fast it was opened, so no other problem can hide among
     * aggregated connections.
     */
    static long timeWaitsOf(LeakSite site, Diagnosis in) {
        if (site.problem() != Problem.TIME_WAIT) {
            return 0;
        }
        return in.counted().stream()
                .filter(each -> role(each) == site.role() && isBy(each, site))
                .mapToLong(each -> each.openings().closedFirst())
                .sum();
    }

    private static boolean isBy(Diagnosis.Counted each, LeakSite site) {
        String method = method(each.opened());
        return method.equals(method(site.blame()))
                || site.stacks().opened().stream()
                        .anyMatch(frame -> method(frame).equals(method));
    }

    private static List<Object> key(Diagnosis.Counted each) {
        return List.of(role(each), method(each.opened()));
    }

    private static Role role(Diagnosis.Counted each) {
        return each.openings().role();
    }

    private static String method(String frame) {
        int end = frame.indexOf('(');
        return end < 0 ? frame : frame.substring(0, end);
    }

    private AggregatedChange and(AggregatedChange other) {
        return new AggregatedChange(role, other.opened, sum(before, other.before), sum(after, other.after));
    }

    private static CountedOpenings sum(CountedOpenings one, CountedOpenings other) {
        return one == null ? other : other == null ? one : one.plus(other);
    }

    private long most() {
        return Math.max(connections(before), connections(after));
    }

    private static long connections(CountedOpenings openings) {
        return openings == null ? 0 : openings.connections();
    }
}
