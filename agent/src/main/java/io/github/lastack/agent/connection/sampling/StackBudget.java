// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.sampling;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides which uses of connections have their stack captured: a number of stacks a tick. While more are asked for,
 * only connections whose newest stack is old get one; a thread that is new to the connection waits a quarter as long.
 * Thread-safe without a lock.
 */
public final class StackBudget {
    /** The age of a stack that does not exist yet. */
    public static final int NONE_YET = Integer.MAX_VALUE;

    private static final int MAX_MINIMUM_AGE = 1 << 10;
    private static final int PART_FOR_NEW_THREADS = 4;

    private final int perTick;
    private final AtomicInteger left;

    /** How many ticks old the newest stack of a connection must be before another one is captured. */
    private volatile int minimumAge;

    /**
     * About how many were refused in this tick, up to one more than the budget. Threads may overwrite each other's
     * count; an exact one would take the cache line from all of them.
     */
    private int refused;

    public StackBudget(int perTick) {
        this.perTick = perTick;
        this.left = new AtomicInteger(perTick);
    }

    /**
     * Returns whether a stack may be captured, if {@link #takes} agrees.
     *
     * @param age of the connection's newest stack in ticks, or {@link #NONE_YET}
     */
    public boolean isOpenFor(int age, boolean isNewThread) {
        int least = minimumAge;
        boolean isOpen = age >= (isNewThread ? least / PART_FOR_NEW_THREADS : least) && left.get() > 0;
        if (!isOpen && refused <= perTick) {
            refused++;
        }
        return isOpen;
    }

    /** Takes one stack from the budget; returns false if none is left. */
    public boolean takes() {
        return left.getAndDecrement() > 0;
    }

    /** Starts the next tick. Must be called by one thread. */
    public void tick() {
        int unused = left.getAndSet(perTick);
        int asked = perTick - Math.max(0, unused) + refused;
        refused = 0;
        int was = minimumAge;
        if (unused <= 0) {
            minimumAge = Math.min(Math.max(1, was * 2), MAX_MINIMUM_AGE);
        } else if (asked <= perTick) {
            minimumAge = was / 2;
        }
    }
}
