// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * So many a second, and of what was not used up lately as many as ten seconds bring. Once five times as many are asked for, only a
 * fifth: the more there are, the less of their time shall go into those that are admitted. Thread-safe without a lock.
 *
 * <p>What a quarter of a second brings comes at once, so that both ends of a connection within this JVM are admitted, or none.
 */
final class RateLimit {
    private static final long QUARTER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int QUARTERS_A_SECOND = 4;
    private static final int QUARTERS_SAVED = 40;
    private static final int RUSH = 5;
    private static final int FIFTH = 5;

    /*
     * The state: the quarter of a second, counted from the beginning, that was the last to bring any; whether all that it has
     * brought was used up in no time, which is a rush; whether there was nothing left before, so that this can be told; and
     * how many are left.
     */
    private static final int LEFT_BITS = 26;
    private static final long LEFT_MASK = (1L << LEFT_BITS) - 1;
    private static final long RUSHES = 1L << LEFT_BITS;
    private static final long BEGAN_WITH_NONE = 1L << LEFT_BITS + 1;
    private static final int FLAG_BITS = 2;

    private final long aQuarter;
    private final long aFifth;
    private final long begun;
    private final AtomicLong state;

    /**
     * @param perSecond 0 for all
     * @param nowNanos of {@code System.nanoTime}
     */
    RateLimit(int perSecond, long nowNanos) {
        this.aQuarter = (perSecond + QUARTERS_A_SECOND - 1) / QUARTERS_A_SECOND;
        this.aFifth = (aQuarter + FIFTH - 1) / FIFTH;
        this.begun = nowNanos;
        this.state = new AtomicLong(aQuarter * QUARTERS_SAVED);
    }

    /** Whether there may be one more; call it once for each. */
    boolean admits(long nowNanos) {
        if (aQuarter == 0) {
            return true;
        }
        long sinceBegin = nowNanos - begun;
        while (true) {
            long was = state.get();
            long now = at(sinceBegin / QUARTER_NANOS, was);
            if ((now & LEFT_MASK) == 0) {
                return false;
            }
            if (state.compareAndSet(was, withOneLess(now, sinceBegin))) {
                return true;
            }
        }
    }

    private long at(long quarter, long was) {
        long passed = quarter - quarterOf(was);
        if (passed <= 0) {
            return was;
        }
        long left = was & LEFT_MASK;
        boolean rushes = (was & RUSHES) != 0 && left == 0 && passed == 1;
        long brought = rushes ? aFifth : passed * aQuarter;
        long flags = (rushes ? RUSHES : 0) | (left == 0 && passed == 1 ? BEGAN_WITH_NONE : 0);
        return quarter << LEFT_BITS + FLAG_BITS | flags | Math.min(aQuarter * QUARTERS_SAVED, left + brought);
    }

    /** Whether it is a rush is told by the last one, from how soon it comes. */
    private long withOneLess(long now, long sinceBegin) {
        boolean isLast = (now & LEFT_MASK) == 1 && (now & BEGAN_WITH_NONE) != 0;
        if (!isLast) {
            return now - 1;
        }
        long brought = (now & RUSHES) != 0 ? aFifth : aQuarter;
        long took = sinceBegin - quarterOf(now) * QUARTER_NANOS;
        boolean rushes = took * RUSH * aQuarter < QUARTER_NANOS * brought;
        return (rushes ? now | RUSHES : now & ~RUSHES) - 1;
    }

    private static long quarterOf(long state) {
        return state >>> LEFT_BITS + FLAG_BITS;
    }
}
