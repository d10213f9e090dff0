// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The numbers that events name connections by: one sequence for the life of the JVM, also if the agent is detached and
 * attached again.
 */
public final class ConnectionIds {
    private static final AtomicLong LAST = new AtomicLong();

    private ConnectionIds() {}

    static long next() {
        return LAST.incrementAndGet();
    }

    /** Returns the newest number that was given; 0 for none. */
    public static long newest() {
        return LAST.get();
    }
}
