// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.profile;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Distinct stacks of one kind, with how many connections have each.
 *
 * @param stacks the stacks, most frequent first
 * @param others connections with further stacks, which are not kept apart because there were too many
 */
public record StackTally(List<Counted> stacks, long others) {
    /**
     * Stack with how many connections have it.
     *
     * @param frames innermost first
     */
    public record Counted(List<String> frames, long connections) {}

    public boolean isEmpty() {
        return stacks.isEmpty();
    }

    public long connections() {
        return others + stacks.stream().mapToLong(Counted::connections).sum();
    }

    /** Collector that counts stack by stack. An empty stack is not counted. */
    static final class Collector {
        /**
         * Maximum number of distinct stacks that are kept apart. A leak is reached by a handful of paths, and code that
         * is generated anew each time must not fill the memory.
         */
        private static final int LIMIT = 200;

        private final Map<List<String>, Long> counts = new LinkedHashMap<>();
        private long others;

        public void add(List<String> frames) {
            if (!frames.isEmpty()) {
                add(frames, 1);
            }
        }

        public void add(Collector other) {
            other.counts.forEach(this::add);
            others += other.others;
        }

        private void add(List<String> frames, long connections) {
            if (counts.size() >= LIMIT && !counts.containsKey(frames)) {
                others += connections;
            } else {
                counts.merge(frames, connections, Long::sum);
            }
        }

        public StackTally finish() {
            return new StackTally(
                    counts.entrySet().stream()
                            .map(entry -> new Counted(entry.getKey(), entry.getValue()))
                            .sorted(Comparator.comparingLong(Counted::connections)
                                    .reversed())
                            .toList(),
                    others);
        }
    }
}
