// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.scan;

import io.github.lastack.agent.kernel.proc.ThreadCpu;
import java.util.concurrent.TimeUnit;

/**
 * Decides the time between probes: as configured, or longer where that would cost more of one core than 0.2 % for 1,000
 * descriptors, growing to 1 % for 50,000; fewer cost little once the code is warm. At most five minutes, so that the
 * results are of use even where the kernel is slow to answer. For one thread.
 */
final class ProbePace {
    static final long MAX_REST_NANOS = TimeUnit.MINUTES.toNanos(5);

    private static final double MIN_SHARE = 0.002;
    private static final double MAX_SHARE = 0.01;
    private static final int FEW = 1_000;
    private static final int MANY = 50_000;

    private final long periodNanos;
    private long beginNanos;
    private long countedCpuNanos = -1; // the CPU time of the thread when it was last read
    private long sparedNanos;

    ProbePace(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    /** Takes out of account what the thread did between two probes and will not do again. */
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
     * Returns how long to rest after the last probe. Where CPU time cannot be known, elapsed time is used. Waking up
     * and reading the CPU time count too: with few descriptors they are a good part of the cost.
     *
     * @param descriptors how many the probe has visited
     * @param exemptNanos how much of the elapsed time is not to count
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
