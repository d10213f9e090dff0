// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.profile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Distribution of the time that connections have been in the state that is the problem. Each bin is longer than the one
 * before it by the same factor. No bin between the first and the last is left out.
 */
public record DwellBins(List<Bin> bins) {
    /**
     * Bin of the distribution.
     *
     * @param to the end of the bin, exclusive
     */
    public record Bin(Duration from, Duration to, long connections) {}

    /** Collector that counts in any order. */
    static final class Collector {
        private static final int DIGITS = 2;
        private static final int BINS_PER_DECADE = 6;

        private final Histogram millis = new Histogram(DIGITS);

        public void add(Duration dwell) {
            millis.recordValue(Math.max(1, dwell.toMillis()));
        }

        public void add(Collector other) {
            millis.add(other.millis);
        }

        public DwellBins finish() {
            if (millis.getTotalCount() == 0) {
                return new DwellBins(List.of());
            }
            int first = bin(millis.getMinNonZeroValue());
            int last = bin(millis.getMaxValue());
            long[] counts = new long[last - first + 1];
            for (var value : millis.recordedValues()) {
                int bin = bin(millis.medianEquivalentValue(value.getValueIteratedTo()));
                counts[Math.min(Math.max(bin, first), last) - first] += value.getCountAtValueIteratedTo();
            }
            List<Bin> bins = new ArrayList<>();
            for (int i = 0; i < counts.length; i++) {
                bins.add(new Bin(begin(first + i), begin(first + i + 1), counts[i]));
            }
            return new DwellBins(bins);
        }

        private static int bin(long atMillis) {
            return (int) Math.floor(Math.log10(atMillis) * BINS_PER_DECADE);
        }

        private static Duration begin(int bin) {
            return Duration.ofMillis(Math.round(Math.pow(10, bin / (double) BINS_PER_DECADE)));
        }
    }
}
