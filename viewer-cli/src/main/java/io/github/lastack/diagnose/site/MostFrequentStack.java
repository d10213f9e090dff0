// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counter that finds the most frequent stack, whatever the order in which stacks are added. */
public final class MostFrequentStack {
    /**
     * Maximum number of distinct stacks that are counted. Code that is generated anew each time must not fill the
     * memory.
     */
    private static final int LIMIT = 10_000;

    private static final class Count {
        private long times;
        private ReportOrder first;
    }

    private final Map<List<String>, Count> counts = new LinkedHashMap<>();

    /**
     * Counts by the identity of a stack. The reader makes equal stacks one list, which is found faster than by all its
     * frames.
     */
    private final Map<List<String>, Count> known = new IdentityHashMap<>();

    public void add(List<String> stack, ReportOrder rank) {
        if (stack.isEmpty()) {
            return;
        }
        Count count = known.get(stack);
        if (count == null) {
            count = counts.get(stack);
        }
        if (count == null) {
            if (counts.size() >= LIMIT) {
                return;
            }
            count = new Count();
            count.first = rank;
            counts.put(stack, count);
        }
        if (known.size() < LIMIT) {
            known.putIfAbsent(stack, count);
        }
        count.times++;
        count.first = rank.compareTo(count.first) < 0 ? rank : count.first;
    }

    public void add(MostFrequentStack other) {
        known.clear();
        other.counts.forEach((stack, theirs) -> {
            Count ours = counts.get(stack);
            if (ours == null) {
                counts.put(stack, theirs);
            } else {
                ours.times += theirs.times;
                ours.first = theirs.first.compareTo(ours.first) < 0 ? theirs.first : ours.first;
            }
        });
    }

    /**
     * Returns the most frequent stack; empty if there is none. Of two equally frequent stacks, the first in report
     * order is returned.
     */
    public List<String> most() {
        List<String> most = List.of();
        Count best = null;
        for (Map.Entry<List<String>, Count> entry : counts.entrySet()) {
            Count count = entry.getValue();
            boolean better = best == null
                    || count.times > best.times
                    || count.times == best.times && count.first.compareTo(best.first) < 0;
            if (better) {
                best = count;
                most = entry.getKey();
            }
        }
        return most;
    }
}
