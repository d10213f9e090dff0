// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A few sums that only grow, by many threads at once. Once there is much to count, a thread mostly has a cache line of its own for
 * all of them. They are never reset, which might lose what is added at that moment. Thread-safe without a lock.
 */
final class Sums {
    /** The first of them decides when there is much to count. */
    private static final int LEADING = 0;

    private static final int MUCH = 256;
    private static final int SHARE_BITS = 4;
    private static final int SHARES = 1 << SHARE_BITS;

    /** Two cache lines of 64 bytes, since the array may begin anywhere in one. */
    private static final int SHARE = 16;

    private static final int SPREAD = 0x9e3779b9;

    private final AtomicLongArray few;
    private volatile AtomicLongArray shares; // of so many threads; null while there is little to count

    /** @param sums at most eight */
    Sums(int sums) {
        few = new AtomicLongArray(sums);
    }

    /** @param sum from 0 */
    void increment(int sum) {
        AtomicLongArray all = shares;
        if (all != null) {
            all.getAndIncrement(placeOf(ThreadKey.ofThisThread() * SPREAD >>> Integer.SIZE - SHARE_BITS, sum));
        } else if (few.incrementAndGet(sum) == MUCH && sum == LEADING) { // once only
            shares = new AtomicLongArray(SHARES * SHARE);
        }
    }

    long of(int sum) {
        long total = few.get(sum);
        AtomicLongArray all = shares;
        for (int i = 0; all != null && i < SHARES; i++) {
            total += all.get(placeOf(i, sum));
        }
        return total;
    }

    private static int placeOf(int share, int sum) {
        return share * SHARE + sum;
    }
}
