// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;

/**
 * For how long a connection has a problem.
 *
 * @param since when the problem began; when the agent found it, where that was before the agent came
 * @param until when the connection was closed, or the recording ended
 * @param inState how long the connection was in the state that is the problem, which it may have left without being
 *     closed
 * @param proven whether that is long enough to be a finding; what is younger only counts where others prove the site
 * @param atLeast whether the problem was there before the agent came
 */
public record Span(Instant since, Instant until, Duration inState, boolean proven, boolean atLeast) {
    /** What is there at two looks of the agent's probe is no passing state. */
    private static final Duration SEEN_TWICE = Duration.ofSeconds(1);

    /** A problem only after the limit. */
    public static Span limited(JvmHistory jvm, Instant since, Instant until) {
        Duration length = Duration.between(since, until);
        return new Span(since, until, length, length.compareTo(jvm.closeWaitLimit()) >= 0, false);
    }

    /** A problem however short. */
    static Span unlimited(Instant since, Duration inState) {
        return new Span(since, since.plus(inState), inState, true, false);
    }

    /**
     * With the time before the agent came, of which only the end was seen: what was there when the agent came, and is
     * still there when the recording ends, is proven by that, since the limit may be longer than the recording.
     *
     * @param state in which the connection has the problem
     */
    public Span from(ConnectionHistory connection, TcpState state) {
        if (!connection.wasFoundIn(state)) {
            return this;
        }
        boolean stays = connection.state() == state && connection.isOpen() && length().compareTo(SEEN_TWICE) >= 0;
        return new Span(since, until, inState, proven || stays, true);
    }

    /** With the time in that state alone, if the connection has been in it. */
    public Span in(ConnectionHistory connection, TcpState state) {
        return connection.entered(state).isEmpty()
                ? this
                : new Span(since, until, connection.timeIn(state), proven, atLeast);
    }

    Duration length() {
        return Duration.between(since, until);
    }
}
