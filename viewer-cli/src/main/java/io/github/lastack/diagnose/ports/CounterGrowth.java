// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.ports;

import io.github.lastack.facts.KernelFact.Counters;
import io.github.lastack.history.JvmHistory;
import java.time.Instant;
import java.util.List;

/** The growth of the kernel's counters. */
public final class CounterGrowth {
    private CounterGrowth() {}

    /**
     * Returns the growth from the first reading to the last; 0 without two readings, or if the kernel does not have the
     * counter.
     */
    public static long of(JvmHistory jvm, String counter) {
        List<Counters> readings = jvm.context().counters();
        return readings.isEmpty() ? 0 : between(readings.get(0), readings.get(readings.size() - 1), counter);
    }

    /**
     * Returns the growth between two readings: the last that is not after {@code from} (or the first), and the first
     * that is not before {@code to}.
     */
    public static long context(JvmHistory jvm, Instant from, Instant to, String counter) {
        Counters before = null;
        Counters after = null;
        for (Counters reading : jvm.context().counters()) {
            before = before == null || !reading.at().isAfter(from) ? reading : before;
            after = after == null || after.at().isBefore(to) ? reading : after;
        }
        return before == null ? 0 : between(before, after, counter);
    }

    private static long between(Counters first, Counters last, String counter) {
        return first.value(counter) < 0 ? 0 : Math.max(0, last.value(counter) - first.value(counter));
    }
}
