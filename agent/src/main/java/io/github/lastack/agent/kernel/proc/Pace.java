// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

/** Limits repeated work to a share of one core, by the cost of the last time. */
public final class Pace {
    private final long restPerWork;
    private final long leastRestNanos;
    private long nextNanos;
    private boolean begun;

    /**
     * A pace.
     *
     * @param restPerWork how many times as long as the work the rest is
     * @param leastRestNanos the shortest rest
     */
    public Pace(long restPerWork, long leastRestNanos) {
        this.restPerWork = restPerWork;
        this.leastRestNanos = leastRestNanos;
    }

    /**
     * Returns whether the next work is due.
     *
     * @param nowNanos of {@code System.nanoTime}, like all times here
     */
    public boolean isDue(long nowNanos) {
        return !begun || nowNanos - nextNanos >= 0;
    }

    /**
     * Notes the work that was done.
     *
     * @param endNanos when it ended
     * @param workNanos how long it took
     */
    public void worked(long endNanos, long workNanos) {
        begun = true;
        nextNanos = endNanos + Math.max(leastRestNanos, workNanos * restPerWork);
    }
}
