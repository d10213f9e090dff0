// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.Reason;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.ListenerHistory;
import io.github.lastack.history.Subject;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.util.List;

/**
 * Connection, listener or failed bind that has a problem.
 *
 * @param blamed the frame, and what it has to do with the problem
 * @param weight how many connections the finding stands for
 */
public record Finding(Cause cause, Role role, Blame.Blamed blamed, Span span, Subject subject, int weight) {
    public Finding(Cause cause, Role role, String blame, Duration dwell, Subject subject, int weight) {
        this(
                cause,
                role,
                new Blame.Blamed(blame, Reason.NONE),
                Span.unlimited(subject.openedAt(), dwell),
                subject,
                weight);
    }

    public Finding(Cause cause, ConnectionHistory connection, Blame.Blamed blamed, Span span) {
        this(cause, connection.role(), blamed, span, connection, 1);
    }

    public Finding(Cause cause, ConnectionHistory connection, Blame.Blamed blamed, Duration dwell) {
        this(cause, connection, blamed, Span.unlimited(connection.openedAt(), dwell));
    }

    public String blame() {
        return blamed.frame();
    }

    public Reason reason() {
        return blamed.reason();
    }

    /**
     * Returns the application's frames of the use that the finding is blamed for, innermost first; empty if it is
     * blamed for none.
     */
    public List<String> users() {
        return blamed.users();
    }

    /** Returns whether the problem lasts long enough to be one by itself. */
    public boolean isProven() {
        return span.proven();
    }

    /** Returns whether this is a connection in CLOSE_WAIT for which it is too early to say that it leaks. */
    public boolean isYoungInCloseWait() {
        return !isProven()
                && subject instanceof ConnectionHistory connection
                && connection.state() == TcpState.CLOSE_WAIT;
    }

    /** Returns the id of the connection or listener; 0 for a failed bind. */
    long id() {
        if (subject instanceof ConnectionHistory connection) {
            return connection.id();
        }
        return subject instanceof ListenerHistory listener ? listener.id() : 0;
    }
}
