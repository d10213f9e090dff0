// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.diff;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.source.RecordingInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The change of one leak between two recordings.
 *
 * @param before null if none was recorded individually: the leak is new, unless some connections were aggregated
 * @param after null if none was recorded individually: the leak is gone, unless some connections were aggregated
 * @param countedBefore the number of aggregated connections opened by the same code, which would belong to the leak
 * @param countedAfter the number of such connections in the newer recording
 */
public record Change(Kind kind, LeakSite before, LeakSite after, long countedBefore, long countedAfter) {
    /** The relative difference that counts as equal, since two recordings of the same program never agree exactly. */
    private static final double TOLERANCE = 0.2;

    /** The kind of a change, the worst first. */
    public enum Kind {
        CAME,
        GREW,
        SAME,
        SHRANK,
        WENT,
        NOT_COMPARABLE;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Returns the changes of both recordings' sites. Sites are matched by fingerprint, else by the part of it that
     * stays the same when lines shift.
     */
    public static List<Change> between(Diagnosis before, Diagnosis after) {
        Map<String, LeakSite> left = new LinkedHashMap<>();
        before.sites().forEach(site -> left.put(site.fingerprint(), site));
        List<LeakSite> unmatched = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (LeakSite site : after.sites()) {
            LeakSite same = left.remove(site.fingerprint());
            if (same == null) {
                unmatched.add(site);
            } else {
                changes.add(of(same, before, site, after));
            }
        }
        for (LeakSite site : unmatched) {
            LeakSite moved = moved(site, unmatched, left);
            changes.add(of(moved, before, site, after));
        }
        left.values().forEach(site -> changes.add(of(site, before, null, after)));
        changes.sort(Comparator.comparing(Change::kind));
        return changes;
    }

    /** Returns the site of the same method at another line, if it is unambiguous; else null. */
    private static LeakSite moved(LeakSite site, List<LeakSite> others, Map<String, LeakSite> left) {
        boolean alone = others.stream()
                        .filter(other -> unlined(other).equals(unlined(site)))
                        .count()
                == 1;
        List<LeakSite> candidates = left.values().stream()
                .filter(other -> unlined(other).equals(unlined(site)))
                .toList();
        if (!alone || candidates.size() != 1) {
            return null;
        }
        left.remove(candidates.get(0).fingerprint());
        return candidates.get(0);
    }

    private static String unlined(LeakSite site) {
        return site.fingerprint().replaceFirst(":\\d+$", "");
    }

    /**
     * Returns the change of one leak. Aggregated connections count as well, else a burst would look like a leak that
     * shrank.
     */
    private static Change of(LeakSite before, Diagnosis recordedBefore, LeakSite after, Diagnosis recordedAfter) {
        LeakSite any = after == null ? before : after;
        long countedBefore = AggregatedChange.timeWaitsOf(before == null ? any : before, recordedBefore);
        long countedAfter = AggregatedChange.timeWaitsOf(any, recordedAfter);
        boolean was = before != null || countedBefore > 0;
        boolean is = after != null || countedAfter > 0;
        Kind kind = !was && isTooShort(any, recordedBefore) || !is && isTooShort(any, recordedAfter)
                ? Kind.NOT_COMPARABLE
                : !was
                        ? Kind.CAME
                        : !is
                                ? Kind.WENT
                                : kind(
                                        rate(before, countedBefore, recordedBefore),
                                        rate(after, countedAfter, recordedAfter));
        return new Change(kind, before, after, countedBefore, countedAfter);
    }

    /** Returns whether the recording was too short for the problem to be found. */
    private static boolean isTooShort(LeakSite site, Diagnosis recorded) {
        return site.problem().mustLast() && recorded.recording().duration().compareTo(recorded.closeWaitLimit()) <= 0;
    }

    /**
     * Returns how many connections per second got the problem during the recording. Rates are compared since recordings
     * differ in length.
     */
    private static double rate(LeakSite site, long counted, Diagnosis recorded) {
        return (site == null ? 0 : site.ratePerSecond()) + counted / seconds(recorded.recording());
    }

    /**
     * Returns the kind of a change of rates. Rates of 0 are not comparable: connections that existed before a recording
     * tell nothing of those opened during it.
     */
    private static Kind kind(double was, double is) {
        if (was == 0 || is == 0) {
            return Kind.NOT_COMPARABLE;
        }
        boolean same = Math.abs(is - was) <= TOLERANCE * Math.max(was, is);
        return same ? Kind.SAME : is > was ? Kind.GREW : Kind.SHRANK;
    }

    private static double seconds(RecordingInfo recording) {
        return Math.max(1, recording.duration().toMillis()) / 1000.0;
    }

    /** Returns the newer of the two sites. */
    public LeakSite site() {
        return after == null ? before : after;
    }

    /** Returns the changes of the given kind. */
    public static Stream<Change> of(List<Change> changes, Kind kind) {
        return changes.stream().filter(change -> change.kind == kind);
    }
}
