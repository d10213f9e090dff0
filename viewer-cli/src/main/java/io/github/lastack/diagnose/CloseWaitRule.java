// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.TcpState;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.JvmHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The peer has closed and this side has not, for longer than the limit. */
final class CloseWaitRule implements Rule {
    @Override
    public List<Finding> findings(JvmHistory jvm, Blame blame) {
        List<Finding> findings = new ArrayList<>();
        for (ConnectionHistory connection : jvm.connections()) {
            if (isStuck(connection) && connection.inState().compareTo(jvm.closeWaitLimit()) >= 0) {
                findings.add(finding(jvm, connection, blame));
            }
        }
        return findings;
    }

    /** Connections that are in CLOSE_WAIT, but not yet for long enough to be a finding. */
    static int withinLimit(JvmHistory jvm) {
        return (int) jvm.connections().stream()
                .filter(connection ->
                        isStuck(connection) && connection.inState().compareTo(jvm.closeWaitLimit()) < 0)
                .count();
    }

    private static boolean isStuck(ConnectionHistory connection) {
        return connection.state() == TcpState.CLOSE_WAIT && !connection.closeLost();
    }

    private static Finding finding(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        ConnectionHistory.Stacks stacks = connection.stacks();
        Duration dwell = connection.inState();
        if (connection.endOfStreamSeen()) {
            String frame = blame.of(jvm, connection, List.of(stacks.endOfStream(), stacks.opened(), stacks.closed()));
            return new Finding(Cause.END_OF_STREAM_IGNORED, connection, frame, dwell);
        }
        String frame = blame.of(jvm, connection, List.of(stacks.lastUsed(), stacks.opened()));
        return new Finding(
                toldByError(connection) ? Cause.END_OF_STREAM_IGNORED : Cause.END_OF_STREAM_UNREAD,
                connection,
                frame,
                dwell);
    }

    /** A failed read or write after the peer's FIN tells the application as well as -1 does. */
    private static boolean toldByError(ConnectionHistory connection) {
        return connection.errorAt() != null && !connection.errorAt().isBefore(connection.since());
    }
}
