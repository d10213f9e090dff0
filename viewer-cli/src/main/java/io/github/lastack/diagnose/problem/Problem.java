// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import io.github.lastack.model.TcpState;
import java.util.Locale;

/** What is wrong with connections, and how that is shown. */
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
        /** A call failed, and no connection came of it. */
        FAILS,
        /** A listener has no room. */
        FILLS,
        /** Nothing leaks, but the same could be had with fewer connections. */
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

    /** The smaller, the worse. A descriptor that nobody will close is worst, whatever the state. */
    public int severity() {
        return severity;
    }

    /** Whether a call failed, and no connection came of it. */
    public boolean isFailure() {
        return kind == Kind.FAILS;
    }

    /** Whether it is a problem only after the limit, so that what is younger is not found. */
    public boolean mustLast() {
        return kind == Kind.LASTS;
    }

    /** Whether listeners have it, which were opened long before and stay open. */
    public boolean isOfListeners() {
        return kind == Kind.FILLS;
    }

    /** Whether nothing leaks, so that it is shown as a cost. */
    public boolean isMild() {
        return kind == Kind.COSTS;
    }

    /** The state in which it is seen in a diagram. */
    public TcpState state() {
        return state;
    }

    /** Whether the problem is to be in that state, so that the state's name says it. */
    public boolean isNamedAfterState() {
        return name().equals(state.name());
    }

    /** What has the problem, in the singular. */
    public String noun() {
        return noun;
    }

    /** What became of them, to be read after their number: {@code 7 held too long}. */
    public String outcome() {
        return outcome;
    }

    /** The problem's name in output: {@code close-wait}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
