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
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Rule for connections that are of no use any more and whose descriptor was not closed: dropped, never connected, or
 * dead.
 */
final class NeverClosedRule implements Rule {
    private static final Set<Cause> CAUSES =
            Set.of(Cause.UNREACHABLE, Cause.REGISTERED_WITH_SELECTOR, Cause.NEVER_CONNECTED, Cause.ERROR_IGNORED);

    @Override
    public Set<Cause> causes() {
        return CAUSES;
    }

    @Override
    public Optional<Finding> finding(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        if (connection.isCollected()) {
            return Optional.of(unreachable(jvm, connection, blame));
        }
        if (connection.kept()) {
            return Optional.of(kept(jvm, connection, blame));
        }
        if (!connection.holdsDescriptor() || connection.state() != TcpState.CLOSED) {
            return Optional.empty();
        }
        return connection.wasConnected()
                ? errorIgnored(jvm, connection, blame)
                : neverConnected(jvm, connection, blame);
    }

    /** Returns the finding for a connection that was closed and whose selector has not selected since. */
    private static Finding kept(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        Blame.Blamed blamed = blame.of(jvm, connection, Clue.holder(connection, Clue.closed(connection)));
        Span span = Span.limited(jvm, connection.closedAt(), connection.until());
        return new Finding(Cause.REGISTERED_WITH_SELECTOR, connection, blamed, span);
    }

    /**
     * Returns the finding for a connection whose object was collected. The connection is unused from its last state
     * until it was collected, or until now if the collection closed nothing.
     */
    private static Finding unreachable(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        Blame.Blamed blamed = blame.of(jvm, connection, Clue.holder(connection, Clue.endOfStream(connection)));
        Duration dwell = connection.holdsDescriptor()
                ? connection.inState()
                : Duration.between(connection.stateBefore(connection.collectedAt()), connection.collectedAt());
        return new Finding(Cause.UNREACHABLE, connection, blamed, dwell);
    }

    /**
     * Finds a connection that ended with an error and was not closed. FINs of both sides are no error, and neither is
     * an end of stream: see {@link CloseWaitRule}.
     */
    private static Optional<Finding> errorIgnored(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        if (connection.isShutOnBothSides() || connection.endedWithoutError()) {
            return Optional.empty();
        }
        Blame.Blamed blamed = blame.of(jvm, connection, Clue.holder(connection));
        Span span = Span.limited(jvm, connection.since(), connection.until()).from(connection, TcpState.CLOSED);
        return Optional.of(new Finding(Cause.ERROR_IGNORED, connection, blamed, span));
    }

    /**
     * Finds a connection that was never connected and whose descriptor is open. Only the agent's list shows that it is:
     * in most cases the JDK itself closes the descriptor.
     */
    private static Optional<Finding> neverConnected(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        if (!connection.listed()) {
            return Optional.empty();
        }
        Blame.Blamed blamed = blame.of(jvm, connection, Clue.opened(connection));
        Span span = Span.limited(jvm, connection.openedAt(), connection.until()).from(connection, TcpState.CLOSED);
        return Optional.of(new Finding(Cause.NEVER_CONNECTED, connection, blamed, span));
    }

    @Override
    public Detail detail(SiteTally site) {
        return site.cause() == Cause.UNREACHABLE ? site.dropped() : null;
    }
}
