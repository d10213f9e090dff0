// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

/**
 * Milliseconds since the epoch, as the machine's clock told them when this was first asked, and from then on as they go by:
 * setting the clock changes nothing, so that a difference of two is always how long something took.
 *
 * <p>Thread-safety: for all threads.
 */
public final class SteadyClock {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** As long as the clocks differ by no more than that, a moment is told alike each time. */
    private static final long SAME_CLOCK_MILLIS = 500;

    private static final long ORIGIN = System.currentTimeMillis() - System.nanoTime() / NANOS_PER_MILLI;

    private SteadyClock() {}

    public static long millis() {
        return millisAt(System.nanoTime());
    }

    /** @param nanos of {@link System#nanoTime} */
    public static long millisAt(long nanos) {
        return ORIGIN + nanos / NANOS_PER_MILLI;
    }

    /** That moment by the machine's clock as it is set now, which is what people and other programs have. */
    public static long byTheWall(long steadyMillis) {
        return byTheWall(steadyMillis, System.currentTimeMillis(), millis());
    }

    /** The same, where the two clocks say that of one moment. */
    static long byTheWall(long steadyMillis, long wallNow, long steadyNow) {
        long set = wallNow - steadyNow;
        return Math.abs(set) < SAME_CLOCK_MILLIS ? steadyMillis : steadyMillis + set;
    }
}
