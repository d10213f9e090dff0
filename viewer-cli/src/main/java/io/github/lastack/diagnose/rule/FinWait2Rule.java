// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.Clue;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.diagnose.site.Span;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.Evidence;
import io.github.lastack.model.TcpState;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Rule for connections whose output this side has shut down and whose descriptor it still holds. The kernel keeps such
 * a descriptor for as long as the peer leaves its side open.
 */
final class FinWait2Rule implements Rule {
    private static final Set<Cause> CAUSES = Set.of(Cause.PEER_NEVER_CLOSES);

    @Override
    public Set<Cause> causes() {
        return CAUSES;
    }

    @Override
    public Optional<Finding> finding(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        if (!connection.holdsDescriptor() || !isWaiting(connection)) {
            return Optional.empty();
        }
        Span span = Span.limited(jvm, since(connection), connection.until()).from(connection, TcpState.FIN_WAIT_2);
        Blame.Blamed blamed = blame.of(jvm, connection, Clue.holder(connection, Clue.shutDown(connection)));
        return Optional.of(new Finding(Cause.PEER_NEVER_CLOSES, connection, blamed, span));
    }

    private static boolean isWaiting(ConnectionHistory connection) {
        return connection.state() == TcpState.FIN_WAIT_2 && connection.evidence() == Evidence.OBSERVED;
    }

    /** Returns when this side sent its FIN. The acknowledgement of the FIN is not seen before the next probe. */
    private static Instant since(ConnectionHistory connection) {
        return connection.entered(TcpState.FIN_WAIT_1).orElse(connection.since());
    }
}
