// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;

/**
 * Time for which a connection has a problem.
 *
 * @param since when the problem began; when the agent found it, if the problem began before the agent was attached
 * @param until when the connection was closed, or the recording ended
 * @param inState how long the connection was in the state that is the problem; it may have left that state without
 *     being closed
 * @param proven whether the time is long enough for a finding; a younger one only counts where others prove the site
 * @param atLeast whether the problem was there before the agent was attached
 */
public record Span(Instant since, Instant until, Duration inState, boolean proven, boolean atLeast) {
    /** Time after which two readings of the agent's probe have seen a state, so that the state is not a passing one. */
    private static final Duration SEEN_TWICE = Duration.ofSeconds(1);

    /** Returns the span of a problem that counts only after the limit. */
    public static Span limited(JvmHistory jvm, Instant since, Instant until) {
        Duration length = Duration.between(since, until);
        return new Span(since, until, length, length.compareTo(jvm.closeWaitLimit()) >= 0, false);
    }

    /** Returns the span of a problem that counts however short it is. */
    static Span unlimited(Instant since, Duration inState) {
        return new Span(since, since.plus(inState), inState, true, false);
    }

    /**
     * Returns this span with the time before the agent was attached, of which only the end was seen. A state that was
     * there when the agent was attached, and is still there when the recording ends, is proven by that, since the limit
     * may be longer than the recording.
     *
     * @param state the state in which the connection has the problem
     */
    public Span from(ConnectionHistory connection, TcpState state) {
        if (!connection.wasFoundIn(state)) {
            return this;
        }
        boolean stays = connection.state() == state && connection.isOpen() && length().compareTo(SEEN_TWICE) >= 0;
        return new Span(since, until, inState, proven || stays, true);
    }

    /** Returns this span with only the time in {@code state}, if the connection has been in it. */
    public Span in(ConnectionHistory connection, TcpState state) {
        return connection.entered(state).isEmpty()
                ? this
                : new Span(since, until, connection.timeIn(state), proven, atLeast);
    }

    Duration length() {
        return Duration.between(since, until);
    }
}
