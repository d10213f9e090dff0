// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.sampling;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Admits a number of openings a second, and up to ten seconds' worth of what was not used lately. Thread-safe without a
 * lock.
 *
 * <p>A quarter of a second's share is added at once, so that both ends of a connection within this JVM are admitted, or
 * none.
 */
final class RateLimit {
    private static final long QUARTER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int QUARTERS_A_SECOND = 4;
    private static final int QUARTERS_SAVED = 40;

    /**
     * The state: the last quarter of a second in which any were added, counted from the beginning, and how many are
     * left.
     */
    private static final int LEFT_BITS = 28;

    private static final long LEFT_MASK = (1L << LEFT_BITS) - 1;

    private final long aQuarter;
    private final long begun;
    private final AtomicLong state;

    /**
     * A limit.
     *
     * @param perSecond how many are admitted a second; 0 for all
     * @param nowNanos of {@code System.nanoTime}
     */
    RateLimit(int perSecond, long nowNanos) {
        this.aQuarter = (perSecond + QUARTERS_A_SECOND - 1) / QUARTERS_A_SECOND;
        this.begun = nowNanos;
        this.state = new AtomicLong(aQuarter * QUARTERS_SAVED);
    }

    /** Returns whether one more is admitted. Call it once for each opening. */
    boolean admits(long nowNanos) {
        if (aQuarter == 0) {
            return true;
        }
        long quarter = (nowNanos - begun) / QUARTER_NANOS;
        while (true) {
            long was = state.get();
            long now = at(quarter, was);
            if ((now & LEFT_MASK) == 0) {
                return false;
            }
            if (state.compareAndSet(was, now - 1)) {
                return true;
            }
        }
    }

    private long at(long quarter, long was) {
        long passed = quarter - (was >>> LEFT_BITS);
        if (passed <= 0) {
            return was;
        }
        long left = Math.min(aQuarter * QUARTERS_SAVED, (was & LEFT_MASK) + passed * aQuarter);
        return quarter << LEFT_BITS | left;
    }
}
