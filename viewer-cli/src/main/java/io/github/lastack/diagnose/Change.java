// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.replay.RecordingInfo;
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
 * @param before null if it came
 * @param after null if it went
 */
public record Change(Kind kind, LeakSite before, LeakSite after) {
    /** Two recordings of the same program never agree to the last connection. */
    private static final double TOLERANCE = 0.2;

    /** The worst news first. */
    public enum Kind {
        CAME,
        GREW,
        SAME,
        SHRANK,
        WENT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
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
                changes.add(of(same, before.recording(), site, after.recording()));
            }
        }
        for (LeakSite site : unmatched) {
            LeakSite moved = moved(site, unmatched, left);
            changes.add(
                    moved == null
                            ? new Change(Kind.CAME, null, site)
                            : of(moved, before.recording(), site, after.recording()));
        }
        left.values().forEach(site -> changes.add(new Change(Kind.WENT, site, null)));
        changes.sort(Comparator.comparing(Change::kind));
        return changes;
    }

    /** The same method at another line, if only one can be meant. */
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

    /** By how many come in a time: recordings differ in length. */
    private static Change of(
            LeakSite before, RecordingInfo recordedBefore, LeakSite after, RecordingInfo recordedAfter) {
        double was = before.connections() / seconds(recordedBefore);
        double is = after.connections() / seconds(recordedAfter);
        boolean same = Math.abs(is - was) <= TOLERANCE * Math.max(was, is);
        return new Change(same ? Kind.SAME : is > was ? Kind.GREW : Kind.SHRANK, before, after);
    }

    private static double seconds(RecordingInfo recording) {
        return Math.max(1, recording.duration().toMillis()) / 1000.0;
    }

    /** The newer of the two. */
    public LeakSite site() {
        return after == null ? before : after;
    }

    /** Those of a kind. */
    public static Stream<Change> of(List<Change> changes, Kind kind) {
        return changes.stream().filter(change -> change.kind == kind);
    }
}
