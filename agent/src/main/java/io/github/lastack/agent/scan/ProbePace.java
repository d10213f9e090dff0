// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.scan;

import io.github.lastack.agent.kernel.proc.ThreadCpu;
import java.util.concurrent.TimeUnit;

/**
 * How far apart the probes are: as far as was asked for, or further where that would cost more of one core than it is worth,
 * which is 0.2 % for 1,000 descriptors and grows to 1 % for 50,000; fewer cost little once the code is warm. Never more
 * than five minutes for that: even where the kernel is slow to answer, what is told must be of some use. For one thread.
 */
final class ProbePace {
    static final long MAX_REST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private static final double MIN_SHARE = 0.002;
    private static final double MAX_SHARE = 0.01;
    private static final int FEW = 1_000;
    private static final int MANY = 50_000;

    private final long periodNanos;
    private long beginNanos;
    private long countedCpuNanos = -1; // what the thread had had when that was looked up last
    private long sparedNanos;

    ProbePace(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    /** What the thread has done between two probes, and will not do again, does not count. */
    void spares(long nanos) {
        sparedNanos += nanos;
    }

    void begins() {
        if (countedCpuNanos < 0) {
            countedCpuNanos = ThreadCpu.nanos();
        }
        beginNanos = System.nanoTime();
    }

    /**
     * How long to rest after what has begun last; where its CPU cannot be known it is taken for as much as it took. Waking up and
     * looking up the CPU count, too: with few descriptors that is a good part of it.
     *
     * @param exemptNanos how much of the time by the clock on the wall is not to count
     */
    long restAfter(int descriptors, long exemptNanos) {
        long tookNanos = Math.max(1, System.nanoTime() - beginNanos);
        long had = ThreadCpu.nanos();
        long usedNanos = had < 0 || countedCpuNanos < 0 ? tookNanos : Math.max(0, had - countedCpuNanos - sparedNanos);
        sparedNanos = 0;
        countedCpuNanos = had;
        double counting = Math.max(0, 1 - exemptNanos / (double) tookNanos);
        return restNanos(descriptors, (long) (usedNanos * counting));
    }

    long restNanos(int descriptors, long usedNanos) {
        if (descriptors < FEW) {
            return periodNanos;
        }
        return Math.max(periodNanos, (long) Math.min(usedNanos / shareFor(descriptors), MAX_REST_NANOS));
    }

    static double shareFor(int descriptors) {
        double way = Math.max(0, Math.min(1, (descriptors - FEW) / (double) (MANY - FEW)));
        return MIN_SHARE + way * (MAX_SHARE - MIN_SHARE);
    }
}
