// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.Evidence;
import io.github.lastack.model.TcpState;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.JvmHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** This side has shut down its output and holds the descriptor, which the kernel keeps for as long as the peer likes. */
final class FinWait2Rule implements Rule {
    @Override
    public List<Finding> findings(JvmHistory jvm, Blame blame) {
        List<Finding> findings = new ArrayList<>();
        for (ConnectionHistory connection : jvm.connections()) {
            if (connection.holdsDescriptor() && isWaiting(connection)) {
                Duration dwell = dwell(connection);
                if (dwell.compareTo(jvm.closeWaitLimit()) >= 0) {
                    ConnectionHistory.Stacks stacks = connection.stacks();
                    String frame = blame.of(jvm, connection, List.of(stacks.shutDown(), stacks.opened()));
                    findings.add(new Finding(Cause.PEER_NEVER_CLOSES, connection, frame, dwell));
                }
            }
        }
        return findings;
    }

    private static boolean isWaiting(ConnectionHistory connection) {
        return connection.state() == TcpState.FIN_WAIT_2 && connection.evidence() == Evidence.OBSERVED;
    }

    /** From the FIN on: its acknowledgement is seen by the next probe only. */
    private static Duration dwell(ConnectionHistory connection) {
        Instant since = connection.entered(TcpState.FIN_WAIT_1).orElse(connection.since());
        return Duration.between(since, connection.until());
    }
}
