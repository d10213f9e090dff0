// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.profile;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** How long the connections of a site have been in the state that is the problem. */
public record Dwell(Duration p50, Duration p99, Duration max) {
    /** Adds up in whatever order. */
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

        /** The histogram rounds up; nothing may be longer than the longest. */
        private Duration percentile(double percent) {
            Duration value = Duration.ofMillis(millis.getValueAtPercentile(percent));
            return value.compareTo(max) < 0 ? value : max;
        }
    }
}
