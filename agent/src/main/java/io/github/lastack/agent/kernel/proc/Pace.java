// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

/** Keeps something that is done now and then to a share of one core, by how much it was the last time. */
public final class Pace {
    private final long restPerWork;
    private final long leastRestNanos;
    private long nextNanos;
    private boolean begun;

    /** @param restPerWork how many times as long the rest is as the work was */
    public Pace(long restPerWork, long leastRestNanos) {
        this.restPerWork = restPerWork;
        this.leastRestNanos = leastRestNanos;
    }

    /** @param nowNanos of {@code System.nanoTime}, as all times here */
    public boolean isDue(long nowNanos) {
        return !begun || nowNanos - nextNanos >= 0;
    }

    /**
     * @param endNanos when the work was done
     * @param workNanos how much it was
     */
    public void worked(long endNanos, long workNanos) {
        begun = true;
        nextNanos = endNanos + Math.max(leastRestNanos, workNanos * restPerWork);
    }
}
