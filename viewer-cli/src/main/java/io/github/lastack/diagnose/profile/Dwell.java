// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.profile;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Time that the connections of a site have been in the state that is the problem. */
public record Dwell(Duration p50, Duration p99, Duration max) {
    /** Collector that adds up times in any order. */
    public static final class Collector {
        private static final int DIGITS = 4;

        private final Histogram millis = new Histogram(DIGITS);
        private Duration max = Duration.ZERO;

        public void add(Duration dwell) {
            millis.recordValue(Math.max(0, dwell.toMillis()));
            max = dwell.compareTo(max) > 0 ? dwell : max;
        }

        public void add(Collector other) {
            millis.add(other.millis);
            max = other.max.compareTo(max) > 0 ? other.max : max;
        }

        public Dwell finish() {
            return new Dwell(percentile(50), percentile(99), max);
        }

        /** Returns a percentile. The histogram rounds up, so the result is limited to the longest time. */
        private Duration percentile(double percent) {
            Duration value = Duration.ofMillis(millis.getValueAtPercentile(percent));
            return value.compareTo(max) < 0 ? value : max;
        }
    }
}
