// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.metrics;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.Unanswered;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpState;

/**
 * Decides whether a descriptor leaks at this moment: the rules of the command line that concern a connection alone, as
 * far as they need no history. Problems of many connections together are not judged. Immutable.
 */
final class LeakRules {
    /** The kernel doubles the time before each try, so a network that only loses segments has answered one by then. */
    private static final int MIN_TRIES = 3;

    private final long limitMillis;

    /** @param limitMillis how long a connection may stay as it is, in ms */
    LeakRules(long limitMillis) {
        this.limitMillis = limitMillis;
    }

    /** A cause, and since when. Immutable. */
    static final class Leak {
        final LeakCause cause;
        /** In ms of {@link SteadyClock}. */
        final long sinceMillis;

        Leak(LeakCause cause, long sinceMillis) {
            this.cause = cause;
            this.sinceMillis = sinceMillis;
        }
    }

    /** Returns what is wrong with a descriptor; null if nothing is, or not for long enough. */
    Leak of(LiveConnection connection) {
        Leak leak = young(connection);
        return leak == null || SteadyClock.millis() - leak.sinceMillis < limitMillis ? null : leak;
    }

    private static Leak young(LiveConnection connection) {
        if (connection.isClosing()) {
            long begun = connection.closeProgress().begunMillis();
            return new Leak(LeakCause.REGISTERED_WITH_SELECTOR, begun);
        }
        if (connection.isListener() || connection.descriptor() == null) {
            return null;
        }
        synchronized (connection) { // so that state and time belong together
            if (!connection.isConnection()) {
                return new Leak(LeakCause.NEVER_CONNECTED, connection.openedAtMillis());
            }
            return inState(connection, connection.state());
        }
    }

    private static Leak inState(LiveConnection connection, TcpState state) {
        long since = connection.stateSinceMillis();
        if (state == TcpState.CLOSED) {
            return withoutConnection(connection, since);
        }
        if (state == TcpState.CLOSE_WAIT || state == TcpState.LAST_ACK || state == TcpState.TIME_WAIT) {
            return new Leak(closeWait(connection), since);
        }
        if (state == TcpState.FIN_WAIT_2) {
            boolean isSo = connection.askKernel() == TcpState.FIN_WAIT_2;
            return isSo ? new Leak(LeakCause.PEER_NEVER_CLOSES, since) : null;
        }
        return stalled(connection, state);
    }

    private static Leak withoutConnection(LiveConnection connection, long since) {
        if (!connection.isConnected()) {
            return new Leak(LeakCause.NEVER_CONNECTED, connection.openedAtMillis());
        }
        boolean endedWithoutError = connection.isEndOfStreamSeen() && !connection.isErrorSeen();
        boolean isDead = !endedWithoutError && !connection.isShutByBoth();
        return new Leak(isDead ? LeakCause.ERROR_IGNORED : closeWait(connection), since);
    }

    private static LeakCause closeWait(LiveConnection connection) {
        if (connection.isHalfClosed() || connection.isShutByBoth() && !connection.isEndOfStreamSeen()) {
            return LeakCause.HALF_CLOSED;
        }
        boolean told = connection.isEndOfStreamSeen() || connection.isErrorSeen();
        return told ? LeakCause.END_OF_STREAM_IGNORED : LeakCause.END_OF_STREAM_UNREAD;
    }

    private static Leak stalled(LiveConnection connection, TcpState state) {
        Unanswered unanswered = connection.unanswered();
        boolean isAwaited = state == TcpState.ESTABLISHED || state == TcpState.FIN_WAIT_1 || state == TcpState.CLOSING;
        if (unanswered != null && isAwaited && unanswered.retransmits + unanswered.probes >= MIN_TRIES) {
            return new Leak(LeakCause.PEER_VANISHED, unanswered.sinceMillis);
        }
        long unread = connection.unreadSinceMillis();
        return state == TcpState.ESTABLISHED && unread != 0 ? new Leak(LeakCause.UNREAD_DATA, unread) : null;
    }
}
