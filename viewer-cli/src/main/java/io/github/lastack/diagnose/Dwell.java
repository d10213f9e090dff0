// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/** How long the connections of a site have been in the state that is the problem. */
public record Dwell(Duration p50, Duration p99, Duration max) {
    private static final int DIGITS = 4;

    static Dwell of(List<Duration> dwells) {
        Histogram millis = new Histogram(DIGITS);
        Duration max = Duration.ZERO;
        for (Duration dwell : dwells) {
            millis.recordValue(Math.max(0, dwell.toMillis()));
            max = dwell.compareTo(max) > 0 ? dwell : max;
        }
        return new Dwell(percentile(millis, 50, max), percentile(millis, 99, max), max);
    }

    /** The histogram rounds up; nothing may be longer than the longest. */
    private static Duration percentile(Histogram millis, double percent, Duration max) {
        Duration value = Duration.ofMillis(millis.getValueAtPercentile(percent));
        return value.compareTo(max) < 0 ? value : max;
    }
}
