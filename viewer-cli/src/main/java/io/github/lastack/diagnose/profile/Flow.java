// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Connections that came and went over time, in steps of the same length, in order and without a gap.
 *
 * @param step the length of each step
 */
public record Flow(Duration step, List<Step> steps) {
    /**
     * One step of time.
     *
     * @param at when the step begins
     * @param opened how many connections came in the step
     * @param ended how many connections let go of their descriptor in the step
     * @param held how many connections hold a descriptor at the end of the step
     */
    public record Step(Instant at, long opened, long ended, long held) {}

    public long peak() {
        return steps.stream().mapToLong(Step::held).max().orElse(0);
    }

    /** Collector that counts in any order. The steps grow longer as later times are counted. */
    static final class Collector {
        private static final int LIMIT = 120;

        private record Change(long opened, long ended) {
            Change and(Change other) {
                return new Change(opened + other.opened, ended + other.ended);
            }
        }

        private final Instant begin;
        private TreeMap<Long, Change> changes = new TreeMap<>();
        private long stepMillis = 1;

        /**
         * Creates a collector.
         *
         * @param begin the start of the first step; earlier times count as this one
         */
        public Collector(Instant begin) {
            this.begin = begin;
        }

        /**
         * Counts one connection.
         *
         * @param ended when the connection ended; null if it has not
         */
        public void add(Instant opened, Instant ended) {
            count(opened, new Change(1, 0));
            if (ended != null) {
                count(ended, new Change(0, 1));
            }
        }

        private void count(Instant at, Change change) {
            long millis = Math.max(0, Duration.between(begin, at).toMillis());
            changes.merge(millis / stepMillis, change, Change::and);
            while (changes.lastKey() >= LIMIT) {
                widen();
            }
        }

        /**
         * Adds the counts of another collector. This collector's steps are widened until each is one or several steps
         * of the other.
         */
        public void add(Collector other) {
            while (stepMillis < other.stepMillis) {
                widen();
            }
            long together = stepMillis / other.stepMillis;
            other.changes.forEach((step, change) -> changes.merge(step / together, change, Change::and));
        }

        private void widen() {
            TreeMap<Long, Change> wider = new TreeMap<>();
            changes.forEach((step, change) -> wider.merge(step / 2, change, Change::and));
            changes = wider;
            stepMillis *= 2;
        }

        public Flow finish(Instant end) {
            Change none = new Change(0, 0);
            count(end, none);
            List<Step> steps = new ArrayList<>();
            long held = 0;
            for (long step = 0; step <= changes.lastKey(); step++) {
                Change change = changes.getOrDefault(step, none);
                held += change.opened - change.ended;
                steps.add(new Step(begin.plusMillis(step * stepMillis), change.opened, change.ended, held));
            }
            return new Flow(Duration.ofMillis(stepMillis), steps);
        }
    }
}
