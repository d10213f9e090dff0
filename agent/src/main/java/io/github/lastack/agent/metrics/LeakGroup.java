// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.metrics;

/** The connections that leak at one place in the code for one cause. Immutable. */
public final class LeakGroup {
    public final LeakCause cause;

    /** The blamed frame, as Java 8 prints it, or {@code unknown}. */
    public final String frame;

    public final int connections;

    /** For how long the first of them has had the problem, in ms. */
    public final long oldestMillis;

    LeakGroup(LeakCause cause, String frame, int connections, long oldestMillis) {
        this.cause = cause;
        this.frame = frame;
        this.connections = connections;
        this.oldestMillis = oldestMillis;
    }

    LeakGroup with(int more, long otherMillis) {
        return new LeakGroup(cause, frame, connections + more, Math.max(oldestMillis, otherMillis));
    }

    String key() {
        return cause.word() + ' ' + frame;
    }
}
