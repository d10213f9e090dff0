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
 * What became of one leak between two recordings.
 *
 * @param before null if none was recorded individually: if it came, unless some were only counted
 * @param after the same: if it went
 * @param countedBefore how many more the same code opened that were only counted, and would belong to it
 */
public record Change(Kind kind, LeakSite before, LeakSite after, long countedBefore, long countedAfter) {
    /** Two recordings of the same program never agree to the last connection. */
    private static final double TOLERANCE = 0.2;

    /** The worst news first. */
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

    /** Both recordings' sites, matched by fingerprint, else by what stays of it when lines shift. */
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

    /** Finds the site of one method at another line, if only one can be meant. */
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

    /** What was only counted counts as well, else a rush would pass for a leak that shrank. */
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

    /** Whether the problem could not have been found in that recording. */
    private static boolean isTooShort(LeakSite site, Diagnosis recorded) {
        return site.problem().mustLast() && recorded.recording().duration().compareTo(recorded.closeWaitLimit()) <= 0;
    }

    /** How many a second came to have the problem while it was recorded: recordings differ in length. */
    private static double rate(LeakSite site, long counted, Diagnosis recorded) {
        return (site == null ? 0 : site.ratePerSecond()) + counted / seconds(recorded.recording());
    }

    /** What was there before a recording tells nothing of what comes during it. */
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

    /** The newer of the two. */
    public LeakSite site() {
        return after == null ? before : after;
    }

    /** The sites that changed in that way. */
    public static Stream<Change> of(List<Change> changes, Kind kind) {
        return changes.stream().filter(change -> change.kind == kind);
    }
}
