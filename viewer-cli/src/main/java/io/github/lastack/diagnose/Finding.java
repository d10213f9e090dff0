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
 * @param weight how many connections it stands for
 */
record Finding(Cause cause, Role role, String blame, Duration dwell, Subject subject, int weight) {
    Finding(Cause cause, ConnectionHistory connection, String blame, Duration dwell) {
        this(cause, connection.role(), blame, dwell, connection, 1);
    }

    /** Of the connection or listener; 0 for a bind that failed. */
    long id() {
        if (subject instanceof ConnectionHistory connection) {
            return connection.id();
        }
        return subject instanceof ListenerHistory listener ? listener.id() : 0;
    }
}
