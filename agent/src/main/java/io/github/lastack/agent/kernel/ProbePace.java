// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel;

/**
 * How far apart the probes are: as far as was asked for, or further where that would cost more of one core than it is worth,
 * which is 0.2 % for up to 1,000 descriptors and grows to 1 % for 50,000.
 */
final class ProbePace {
    private static final double LEAST_SHARE = 0.002;
    private static final double MOST_SHARE = 0.01;
    private static final int FEW = 1_000;
    private static final int MANY = 50_000;

    /** Its first number is the nanoseconds of CPU that the asking thread has had; Linux 3.17 and later. */
    private static final String SCHEDSTAT = "/proc/thread-self/schedstat";

    private final long periodNanos;
    private long cpuNanos;

    ProbePace(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    /**
     * How long to rest after a probe.
     *
     * @param tookNanos by the clock on the wall, which is looked at first: only where that is much does it matter how much of
     *     it was the machine's being busy with others
     */
    long restNanos(int descriptors, long tookNanos) {
        double share = shareFor(descriptors);
        if (tookNanos <= periodNanos * share) {
            return periodNanos;
        }
        long had = cpuNanos();
        long used = had < 0 || cpuNanos < 0 ? tookNanos : Math.min(tookNanos, had - cpuNanos);
        cpuNanos = had;
        return Math.max(periodNanos, (long) (used / share));
    }

    static double shareFor(int descriptors) {
        double way = Math.max(0, Math.min(1, (descriptors - FEW) / (double) (MANY - FEW)));
        return LEAST_SHARE + way * (MOST_SHARE - LEAST_SHARE);
    }

    /** Of this thread; -1 if it cannot be known. */
    private static long cpuNanos() {
        String[] words = ProcFile.text(SCHEDSTAT).split(" ");
        try {
            return Long.parseLong(words[0]);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
