// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

/**
 * Milliseconds since the epoch, by the machine's clock at first use and by {@link System#nanoTime} from then on.
 *
 * <p>Setting the machine's clock changes nothing, so the difference of two times is always a duration. Thread-safe.
 */
public final class SteadyClock {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Up to this difference the clocks count as equal, so that a time is always reported alike. */
    private static final long SAME_CLOCK_MILLIS = 500;

    private static final long ORIGIN = System.currentTimeMillis() - System.nanoTime() / NANOS_PER_MILLI;

    private SteadyClock() {}

    public static long millis() {
        return millisAt(System.nanoTime());
    }

    /**
     * The time of a reading of the nano clock, in ms.
     *
     * @param nanos of {@link System#nanoTime}
     */
    public static long millisAt(long nanos) {
        return ORIGIN + nanos / NANOS_PER_MILLI;
    }

    /** Converts a time of this clock to the machine's clock as it is set now, in ms since the epoch. */
    public static long byTheWall(long steadyMillis) {
        return byTheWall(steadyMillis, System.currentTimeMillis(), millis());
    }

    /** Converts a time, given what both clocks show at one moment. */
    static long byTheWall(long steadyMillis, long wallNow, long steadyNow) {
        long set = wallNow - steadyNow;
        return Math.abs(set) < SAME_CLOCK_MILLIS ? steadyMillis : steadyMillis + set;
    }
}
