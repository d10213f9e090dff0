// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.rule;

import io.github.lastack.diagnose.blame.Blame;
import io.github.lastack.diagnose.blame.Clue;
import io.github.lastack.diagnose.problem.Cause;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.site.Finding;
import io.github.lastack.diagnose.site.SiteTally;
import io.github.lastack.diagnose.site.Span;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.ConnectionHistory.Unanswered;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.TcpState;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Rule for connections that look open to the code, although the peer does not answer or the data that it has sent is
 * not read.
 */
final class StalledRule implements Rule {
    private static final Set<Cause> CAUSES = Set.of(Cause.UNREAD_DATA, Cause.PEER_VANISHED);

    /**
     * Fewest unanswered tries for a finding. The kernel doubles the time before each try, so a network that only loses
     * segments has answered one by then.
     */
    private static final int MIN_TRIES = 3;

    /**
     * States in which a connection that waits for an answer is stuck. In CLOSE_WAIT the missing close is the problem.
     */
    private static final Set<TcpState> TO_BE_ANSWERED =
            EnumSet.of(TcpState.ESTABLISHED, TcpState.FIN_WAIT_1, TcpState.CLOSING);

    @Override
    public Set<Cause> causes() {
        return CAUSES;
    }

    @Override
    public Optional<Finding> finding(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        return peerVanished(jvm, connection, blame).or(() -> unread(jvm, connection, blame));
    }

    private static Optional<Finding> unread(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        boolean waits = connection.holdsDescriptor()
                && connection.state() == TcpState.ESTABLISHED
                && connection.unreadSince() != null;
        if (!waits) {
            return Optional.empty();
        }
        Span span = Span.limited(jvm, connection.unreadSince(), connection.until());
        if (!span.proven()) {
            return Optional.empty(); // wherever data is read, some of it waits for a moment
        }
        Blame.Blamed blamed = blame.of(jvm, connection, Clue.holder(connection));
        return Optional.of(new Finding(Cause.UNREAD_DATA, connection, blamed, span));
    }

    /**
     * Finds a connection whose peer does not answer. A connection that was closed in the end, or that the kernel gave
     * up, is found too: it had held up a thread until then.
     */
    private static Optional<Finding> peerVanished(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        Unanswered unanswered = connection.network().unanswered();
        if (unanswered == null || unanswered.tries() < MIN_TRIES) {
            return Optional.empty();
        }
        TcpState state = connection.stateAt(connection.stateBefore(unanswered.until()));
        Span span = Span.limited(jvm, unanswered.since(), unanswered.until());
        if (!TO_BE_ANSWERED.contains(state) || !span.proven()) {
            return Optional.empty(); // segments are lost for a moment on every network
        }
        Blame.Blamed blamed = blame.of(jvm, connection, Clue.holder(connection));
        return Optional.of(new Finding(Cause.PEER_VANISHED, connection, blamed, span));
    }

    @Override
    public Detail detail(SiteTally site) {
        return site.cause() == Cause.PEER_VANISHED ? site.vanished() : null;
    }
}
