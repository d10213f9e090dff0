// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.Role;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.ListenerHistory;
import io.github.lastack.replay.Subject;
import java.time.Duration;

/**
 * One connection, listener or failed bind that has a problem.
 *
 * @param reason what the blamed frame has to do with it
 * @param weight how many connections it stands for
 */
record Finding(Cause cause, Role role, String blame, Reason reason, Duration dwell, Subject subject, int weight) {
    Finding(Cause cause, ConnectionHistory connection, Blame.Blamed blamed, Duration dwell) {
        this(cause, connection.role(), blamed.frame(), blamed.reason(), dwell, connection, 1);
    }

    /** Of the connection or listener; 0 for a bind that failed. */
    long id() {
        if (subject instanceof ConnectionHistory connection) {
            return connection.id();
        }
        return subject instanceof ListenerHistory listener ? listener.id() : 0;
    }
}
