// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.TcpState;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.JvmHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All is well with the connection, but what has arrived lies there and nobody fetches it. */
final class StalledRule implements Rule {
    @Override
    public List<Finding> findings(JvmHistory jvm, Blame blame) {
        List<Finding> findings = new ArrayList<>();
        for (ConnectionHistory connection : jvm.connections()) {
            if (connection.holdsDescriptor()
                    && connection.state() == TcpState.ESTABLISHED
                    && connection.unreadSince() != null) {
                Duration dwell = Duration.between(connection.unreadSince(), connection.until());
                if (dwell.compareTo(jvm.closeWaitLimit()) >= 0) {
                    ConnectionHistory.Stacks stacks = connection.stacks();
                    String frame = blame.of(jvm, connection, List.of(stacks.opened(), stacks.lastUsed()));
                    findings.add(new Finding(Cause.UNREAD_DATA, connection, frame, dwell));
                }
            }
        }
        return findings;
    }
}
