// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.model.Evidence;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;

/**
 * What the other end of a connection is known to have done.
 *
 * @param fallsSilent when it sent its FIN or, if {@code reset}, was reset or sent a RST itself; null if nothing of it
 * @param aborted whether it sent that RST by its close
 * @param connects whether it connected, too, and did not accept
 * @param first whether it sent its FIN before it knew of any from here, by its own telling
 */
record Mirror(Instant fallsSilent, boolean reset, boolean aborted, boolean connects, boolean first) {
    /** How long Linux may put off the acknowledgement of a FIN: TCP_DELACK_MIN in include/net/tcp.h. */
    private static final Duration ACKNOWLEDGED = Duration.ofMillis(40);

    static Mirror of(ConnectionHistory end) {
        boolean connects = end.role() == Role.CLIENT;
        for (ConnectionHistory.Stay stay : end.states()) {
            TcpState state = stay.state();
            if (state.isFinWait() || state == TcpState.LAST_ACK || state == TcpState.TIME_WAIT) {
                return new Mirror(
                        stay.at(), false, false, connects, state == TcpState.FIN_WAIT_1 && !isProvenFirst(end));
            }
            if (state == TcpState.CLOSED) {
                return new Mirror(stay.at(), true, end.aborted(), connects, false);
            }
        }
        return new Mirror(null, false, false, connects, false);
    }

    /** The kernel has said what only follows one's own FIN: then there is nothing to decide. */
    private static boolean isProvenFirst(ConnectionHistory end) {
        return end.states().stream()
                .anyMatch(stay -> (stay.state() == TcpState.FIN_WAIT_2 || stay.state() == TcpState.CLOSING)
                        && stay.evidence() == Evidence.OBSERVED);
    }

    boolean sendsFinBefore(Instant moment) {
        return fallsSilent != null && !reset && !fallsSilent.isAfter(moment);
    }

    /** Whether it resets the connection before it had to acknowledge a FIN of that moment. */
    boolean abortsUnacknowledged(Instant fin) {
        return aborted && fallsSilent.isBefore(fin.plus(ACKNOWLEDGED));
    }
}
