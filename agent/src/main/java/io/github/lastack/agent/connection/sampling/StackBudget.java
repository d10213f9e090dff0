// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.sampling;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says which uses of connections have their stack taken: so many a tick, and while more are asked for, those of connections
 * whose newest stack is old; a thread that is new to the connection has to wait a quarter as long. Thread-safe without a
 * lock.
 */
public final class StackBudget {
    /** The age of a stack that there is none of. */
    public static final int NONE_YET = Integer.MAX_VALUE;

    private static final int MAX_MINIMUM_AGE = 1 << 10;
    private static final int PART_FOR_NEW_THREADS = 4;

    private final int perTick;
    private final AtomicInteger left;

    /** How many ticks old a connection's stack has to be, for another one to be taken. */
    private volatile int minimumAge;

    /**
     * About how many were refused in this tick, up to one more than there is budget: threads may overwrite each other's, and a
     * count that goes on would keep the line of the cache from all of them.
     */
    private int refused;

    public StackBudget(int perTick) {
        this.perTick = perTick;
        this.left = new AtomicInteger(perTick);
    }

    /**
     * Whether a stack may be taken, if {@link #takes} says so too.
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

    /** Takes one, if there is one left. */
    public boolean takes() {
        return left.getAndDecrement() > 0;
    }

    /** A tick has passed: to be called by one thread. */
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
