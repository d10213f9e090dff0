// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jmx;

import io.github.lastack.agent.metrics.LeakGroup;

/** A place in the code that leaks now. JMX makes an item of each getter. Immutable. */
public final class LeakingCode {
    private static final double MILLIS = 1000.0;

    private final LeakGroup leak;

    LeakingCode(LeakGroup leak) {
        this.leak = leak;
    }

    /** Returns the problem as {@code lastack sites} names it, such as {@code close-wait}. */
    public String getProblem() {
        return leak.cause.problem();
    }

    /** Returns the cause as {@code lastack sites} names it, such as {@code end-of-stream-ignored}. */
    public String getCause() {
        return leak.cause.word();
    }

    /** Returns the blamed frame, such as {@code com.acme.Feed.poll(Feed.java:58)}; {@code unknown} for none. */
    public String getFrame() {
        return leak.frame;
    }

    /** Returns how many connections and descriptors leak here now. */
    public long getConnections() {
        return leak.connections;
    }

    /** Returns for how long the first of them has had the problem, in seconds. */
    public double getOldestSeconds() {
        return leak.oldestMillis / MILLIS;
    }
}
