// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.blame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The reasons why a site's frame is blamed, with the number of its connections for each reason.
 *
 * @param connections the number of connections by reason, the strongest reason first
 * @param lag the longest time from the recorded earlier use to the last use; zero if unknown
 */
public record BlameReasons(Map<Reason, Integer> connections, Duration lag) {
    private static final double MILLIS = 1000.0;

    public BlameReasons {
        Map<Reason, Integer> sorted = new EnumMap<>(Reason.class);
        sorted.putAll(connections);
        sorted.remove(Reason.NONE);
        connections = sorted;
    }

    public boolean isEmpty() {
        return connections.isEmpty();
    }

    /** Returns the reasons as a phrase, {@code used it last (exact in 14 of 23)}; empty if no reason is known. */
    public String words() {
        int all = connections.values().stream().mapToInt(Integer::intValue).sum();
        int earlier = connections.getOrDefault(Reason.EARLIER_USE, 0);
        int last = connections.getOrDefault(Reason.LAST_USE, 0);
        List<String> parts = new ArrayList<>();
        connections.forEach((reason, count) -> {
            boolean isUse = reason == Reason.LAST_USE || reason == Reason.EARLIER_USE && last == 0;
            if (isUse && last > 0 && earlier > 0) {
                parts.add(Reason.LAST_USE.words() + " (exact in " + last + " of " + (last + earlier) + ")");
            } else if (isUse && earlier > 0 && !lag.isZero()) {
                parts.add(String.format(
                        Locale.ROOT, "used it, up to %.0f s before its last use", Math.ceil(lag.toMillis() / MILLIS)));
            } else if (isUse || reason != Reason.EARLIER_USE) {
                parts.add(reason.words() + (count == all ? "" : " (" + count + " of " + all + ")"));
            }
        });
        return String.join(", ", parts);
    }
}
