// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.sampling;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses how an opening is recorded: individually, up to a number a second; beyond it as a part of a count, and then
 * about as many a second have their stack taken and stand for the others. Thread-safe without a lock.
 */
public final class Sampler {
    /** It is not chosen yet. */
    public static final int UNDECIDED = -2;

    /** It is recorded individually. */
    public static final int RECORDED = -1;

    /** It is only counted, and no stack of it is taken. */
    public static final int SKIPPED = 0;

    private final RateLimit limit;
    private final SamplingRate rate;

    /**
     * @param perSecond how many are recorded individually, and how many stacks of others are taken; 0 for all
     * @param nowNanos of {@code System.nanoTime}
     */
    public Sampler(int perSecond, long nowNanos) {
        this.limit = new RateLimit(perSecond, nowNanos);
        this.rate = new SamplingRate(perSecond, nowNanos);
        ThreadLocalRandom.current().nextInt(); // its classes are loaded here, not inside of a hook
    }

    /**
     * Call it once for each opening.
     *
     * @param nowNanos of {@code System.nanoTime}
     * @return {@link #RECORDED}, {@link #SKIPPED}, or the weight of a sample: how many openings it stands for, with
     * itself
     */
    public int choose(long nowNanos) {
        return limit.admits(nowNanos)
                ? RECORDED
                : rate.draw(nowNanos, ThreadLocalRandom.current().nextInt());
    }
}
