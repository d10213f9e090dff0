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
import io.github.lastack.model.TcpState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Rule for connections that the peer has closed and this side has not, for longer than the limit. */
final class CloseWaitRule implements Rule {
    private static final Set<Cause> CAUSES =
            Set.of(Cause.END_OF_STREAM_IGNORED, Cause.END_OF_STREAM_UNREAD, Cause.HALF_CLOSED, Cause.CLOSED_LATE);

    @Override
    public Set<Cause> causes() {
        return CAUSES;
    }

    @Override
    public Optional<Finding> finding(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        Instant since = peerClosedAt(connection);
        if (since == null || connection.closeLost()) {
            return Optional.empty();
        }
        boolean open = connection.isOpen();
        Span span = Span.limited(jvm, since, open ? connection.until() : connection.closedAt())
                .from(connection, TcpState.CLOSE_WAIT)
                .in(connection, TcpState.CLOSE_WAIT);
        return span.proven() || open ? Optional.of(finding(jvm, connection, blame, span)) : Optional.empty();
    }

    /**
     * Returns since when only this side is to blame that the descriptor is open; null if it is not to blame. Where this
     * side has sent its FIN as well, before or after the peer's, the kernel is done with the connection, yet the
     * descriptor is still held. The same applies where an SSLSocket has answered the end of the stream by itself.
     */
    private static Instant peerClosedAt(ConnectionHistory connection) {
        if (connection.state() == TcpState.CLOSE_WAIT || !connection.isOpen() || connection.isShutOnBothSides()) {
            return connection
                    .entered(TcpState.CLOSE_WAIT)
                    .or(() -> connection.isOpen() ? connection.entered(TcpState.TIME_WAIT) : Optional.empty())
                    .orElse(null);
        }
        if (connection.state() == TcpState.CLOSED && connection.endedWithoutError() && connection.holdsDescriptor()) {
            return connection
                    .entered(TcpState.CLOSE_WAIT)
                    .or(() -> connection.entered(TcpState.CLOSED))
                    .orElse(null);
        }
        return null;
    }

    private static Finding finding(JvmHistory jvm, ConnectionHistory connection, Blame blame, Span span) {
        Cause cause = cause(connection);
        List<Clue> decisive =
                switch (cause) {
                    case CLOSED_LATE, END_OF_STREAM_IGNORED -> Clue.holder(connection, Clue.endOfStream(connection));
                    case HALF_CLOSED -> Clue.holder(connection, Clue.shutDown(connection));
                    default -> Clue.holder(connection);
                };
        return new Finding(cause, connection, blame.of(jvm, connection, decisive), span);
    }

    private static Cause cause(ConnectionHistory connection) {
        if (!connection.isOpen()) {
            return Cause.CLOSED_LATE;
        }
        if (connection.halfClosed() || connection.isShutOnBothSides() && !connection.endOfStreamSeen()) {
            return Cause.HALF_CLOSED;
        }
        boolean told = connection.endOfStreamSeen() || toldByError(connection);
        return told ? Cause.END_OF_STREAM_IGNORED : Cause.END_OF_STREAM_UNREAD;
    }

    /**
     * Returns whether an error has told the application that the peer has closed. A read or write that fails after the
     * peer's FIN does so as clearly as a read that returns -1.
     */
    private static boolean toldByError(ConnectionHistory connection) {
        return connection.errorAt() != null && !connection.errorAt().isBefore(connection.since());
    }
}
