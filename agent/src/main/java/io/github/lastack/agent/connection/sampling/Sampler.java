// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.sampling;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses how an opening is recorded. Up to a number a second are recorded individually; beyond it openings are
 * aggregated, and about as many a second have their stack captured and stand for the others. Thread-safe without a
 * lock.
 */
public final class Sampler {
    /** The choice is not made yet. */
    public static final int UNDECIDED = -2;

    /** The opening is recorded individually. */
    public static final int RECORDED = -1;

    /** The opening is aggregated, and its stack is not captured. */
    public static final int SKIPPED = 0;

    private final RateLimit limit;
    private final SamplingRate rate;

    /**
     * A sampler.
     *
     * @param perSecond how many are recorded individually, and how many stacks of others are captured; 0 for all
     * @param nowNanos of {@code System.nanoTime}
     */
    public Sampler(int perSecond, long nowNanos) {
        this.limit = new RateLimit(perSecond, nowNanos);
        this.rate = new SamplingRate(perSecond, nowNanos);
        ThreadLocalRandom.current().nextInt(); // loads its classes here, not inside a hook
    }

    /**
     * Chooses for one opening. Call it once for each.
     *
     * @param nowNanos of {@code System.nanoTime}
     * @return {@link #RECORDED}, {@link #SKIPPED}, or the weight of a sample: the number of openings that it stands
     * for, including itself
     */
    public int choose(long nowNanos) {
        return limit.admits(nowNanos)
                ? RECORDED
                : rate.draw(nowNanos, ThreadLocalRandom.current().nextInt());
    }
}
