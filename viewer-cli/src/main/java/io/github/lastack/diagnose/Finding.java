// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.Role;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.ListenerHistory;
import io.github.lastack.replay.Subject;
import java.time.Duration;
import java.util.List;

/**
 * One connection, listener or failed bind that has a problem.
 *
 * @param reason what the blamed frame has to do with it
 * @param users the application's frames of the use that it is blamed for, innermost first; empty if for none
 * @param weight how many connections it stands for
 */
record Finding(
        Cause cause,
        Role role,
        String blame,
        Reason reason,
        List<String> users,
        Duration dwell,
        Subject subject,
        int weight) {
    Finding(Cause cause, Role role, String blame, Duration dwell, Subject subject, int weight) {
        this(cause, role, blame, Reason.NONE, List.of(), dwell, subject, weight);
    }

    Finding(Cause cause, ConnectionHistory connection, Blame.Blamed blamed, Duration dwell) {
        this(cause, connection.role(), blamed.frame(), blamed.reason(), blamed.users(), dwell, connection, 1);
    }

    /** Of the connection or listener; 0 for a bind that failed. */
    long id() {
        if (subject instanceof ConnectionHistory connection) {
            return connection.id();
        }
        return subject instanceof ListenerHistory listener ? listener.id() : 0;
    }
}
