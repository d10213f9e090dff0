// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.sampling;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Draws about a fixed number of samples a second from a stream of any rate, each with the weight that makes sums of
 * weights unbiased estimates. Thread-safe without a lock.
 *
 * <p>Each element is drawn with the probability of the moment, independently of all others, so that the number of
 * skipped ones between two samples is distributed geometrically. The probability is a power of a half, and the weight
 * its inverse. It depends on what was drawn before and never on what is being drawn, so it may change at any time
 * without a bias: it is halved once a quarter of a second's share is used up, and doubled after a quarter that brought
 * less than half of it.
 */
final class SamplingRate {
    private static final long QUARTER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int QUARTERS_A_SECOND = 4;

    /** Enough for a million times a second's share. */
    private static final int MAX_HALVINGS = 20;

    private final int share;
    private final AtomicReference<Quarter> current;

    /**
     * A rate.
     *
     * @param perSecond how many samples are wanted a second
     * @param nowNanos of {@code System.nanoTime}
     */
    SamplingRate(int perSecond, long nowNanos) {
        this.share = (perSecond + QUARTERS_A_SECOND - 1) / QUARTERS_A_SECOND;
        this.current = new AtomicReference<>(new Quarter(nowNanos, 0));
    }

    /**
     * Draws, or skips, one element.
     *
     * @param nowNanos of {@code System.nanoTime}
     * @param random a random number, all bits of which are used
     * @return the weight, or 0 if it is not drawn
     */
    int draw(long nowNanos, int random) {
        Quarter quarter = at(nowNanos);
        if ((random & quarter.weight() - 1) != 0) {
            return 0;
        }
        if (quarter.drawn.incrementAndGet() == share && quarter.halvings < MAX_HALVINGS) {
            current.compareAndSet(quarter, new Quarter(quarter.begunNanos, quarter.halvings + 1));
        }
        return quarter.weight();
    }

    private Quarter at(long nowNanos) {
        Quarter quarter = current.get();
        long passed = (nowNanos - quarter.begunNanos) / QUARTER_NANOS;
        if (passed <= 0) {
            return quarter;
        }
        boolean wasQuiet = quarter.drawn.get() * 2 < share;
        long doublings = passed - 1 + (wasQuiet ? 1 : 0); // nothing came in the quarters between
        int halvings = (int) Math.max(0, quarter.halvings - doublings);
        Quarter next = new Quarter(quarter.begunNanos + passed * QUARTER_NANOS, halvings);
        return current.compareAndSet(quarter, next) ? next : current.get();
    }

    /** A quarter of a second, or the rest of one after a halving. */
    private static final class Quarter {
        final long begunNanos;
        final int halvings;
        final AtomicInteger drawn = new AtomicInteger();

        Quarter(long begunNanos, int halvings) {
            this.begunNanos = begunNanos;
            this.halvings = halvings;
        }

        int weight() {
            return 1 << halvings;
        }
    }
}
