// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import io.github.lastack.model.TcpState;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.JvmHistory;
import java.util.Optional;

/** All is well with the connection, but what has arrived lies there and nobody fetches it. */
final class StalledRule implements Rule {
    @Override
    public Optional<Finding> finding(JvmHistory jvm, ConnectionHistory connection, Blame blame) {
        boolean waits = connection.holdsDescriptor()
                && connection.state() == TcpState.ESTABLISHED
                && connection.unreadSince() != null;
        if (!waits) {
            return Optional.empty();
        }
        Span span = Span.limited(jvm, connection.unreadSince(), connection.until());
        if (!span.proven()) {
            return Optional.empty(); // data waits for a moment wherever any is read
        }
        Blame.Blamed blamed = blame.of(jvm, connection, Clue.holder(connection));
        return Optional.of(new Finding(Cause.UNREAD_DATA, connection, blamed, span));
    }
}
