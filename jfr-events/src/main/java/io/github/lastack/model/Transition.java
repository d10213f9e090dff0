// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.model;

/** A step of a connection from one state to the next, with its evidence. Immutable. */
public final class Transition {
    private final TcpState from;
    private final TcpState to;
    private final Evidence evidence;

    Transition(TcpState from, TcpState to, Evidence evidence) {
        this.from = from;
        this.to = to;
        this.evidence = evidence;
    }

    public TcpState from() {
        return from;
    }

    public TcpState to() {
        return to;
    }

    public Evidence evidence() {
        return evidence;
    }

    @Override
    public String toString() {
        return from + " -> " + to + " (" + evidence.name().toLowerCase(java.util.Locale.ROOT) + ")";
    }
}
