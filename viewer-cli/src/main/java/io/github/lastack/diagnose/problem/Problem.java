// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import io.github.lastack.model.TcpState;
import java.util.Locale;

/** A problem of connections, and how to display it. */
public enum Problem {
    CLOSE_WAIT(Kind.LASTS, 0, TcpState.CLOSE_WAIT, "connection", "held too long"),
    NEVER_CLOSED(Kind.LASTS, 0, TcpState.CLOSED, "connection", "never closed"),
    STALLED(Kind.LASTS, 1, TcpState.ESTABLISHED, "connection", "stalled"),
    FIN_WAIT_2(Kind.LASTS, 2, TcpState.FIN_WAIT_2, "connection", "wait for the peer"),
    CONNECT_FAILED(Kind.FAILS, 3, TcpState.SYN_SENT, "connect", "found no port"),
    ACCEPT_QUEUE(Kind.FILLS, 4, TcpState.LISTEN, "listener", "not accepted"),
    BIND_FAILED(Kind.FAILS, 5, TcpState.LISTEN, "bind", "failed to bind"),
    TIME_WAIT(Kind.COSTS, 6, TcpState.TIME_WAIT, "connection", "needless");

    private enum Kind {
        /** A problem only after the limit. */
        LASTS,
        /** A failed call that produced no connection. */
        FAILS,
        /** A listener without room. */
        FILLS,
        /** Nothing leaks, but fewer connections would do the same work. */
        COSTS
    }

    private final Kind kind;
    private final int severity;
    private final TcpState state;
    private final String noun;
    private final String outcome;

    Problem(Kind kind, int severity, TcpState state, String noun, String outcome) {
        this.kind = kind;
        this.severity = severity;
        this.state = state;
        this.noun = noun;
        this.outcome = outcome;
    }

    /** Returns the severity; smaller is worse. A descriptor that no code will close is worst, whatever the state. */
    public int severity() {
        return severity;
    }

    /** Returns whether the problem is a failed call that produced no connection. */
    public boolean isFailure() {
        return kind == Kind.FAILS;
    }

    /** Returns whether the state is a problem only after the limit. Younger connections are then not found. */
    public boolean mustLast() {
        return kind == Kind.LASTS;
    }

    /** Returns whether the problem belongs to listeners, which were opened long before and stay open. */
    public boolean isOfListeners() {
        return kind == Kind.FILLS;
    }

    /** Returns whether nothing leaks, so that the problem is displayed as a cost. */
    public boolean isMild() {
        return kind == Kind.COSTS;
    }

    /** Returns the state in which a diagram displays the problem. */
    public TcpState state() {
        return state;
    }

    /** Returns whether being in the state is the problem, so that the state's name says it. */
    public boolean isNamedAfterState() {
        return name().equals(state.name());
    }

    /** Returns the noun for what has the problem, in the singular. */
    public String noun() {
        return noun;
    }

    /** Returns the outcome as a phrase that follows a number: {@code 7 held too long}. */
    public String outcome() {
        return outcome;
    }

    /** Returns the problem's name in output: {@code close-wait}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
