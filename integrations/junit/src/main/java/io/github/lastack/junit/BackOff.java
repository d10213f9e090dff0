// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for a condition, with pauses that grow from 50 µs to 50 ms. An interrupt does not shorten the wait; the thread
 * is interrupted again after it.
 */
final class BackOff {
    private static final Duration FIRST = Duration.ofNanos(50_000);
    private static final Duration LONGEST = Duration.ofMillis(50);

    private BackOff() {}

    /** Returns whether the condition came true within the time. */
    static boolean await(Duration time, BooleanSupplier condition) {
        long begun = System.nanoTime();
        long pause = FIRST.toNanos();
        boolean isInterrupted = false;
        boolean isTrue = condition.getAsBoolean();
        while (!isTrue && System.nanoTime() - begun < time.toNanos()) {
            LockSupport.parkNanos(pause);
            isInterrupted |= Thread.interrupted();
            pause = Math.min(2 * pause, LONGEST.toNanos());
            isTrue = condition.getAsBoolean();
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        return isTrue;
    }
}
