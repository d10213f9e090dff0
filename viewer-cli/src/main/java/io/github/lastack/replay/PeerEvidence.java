// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.history.ConnectionHistory;
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
 * @param proof what the kernel said of that: FIN_WAIT_2 if it was so, CLOSING if the FINs crossed; null if it was not
 *     asked
 */
record PeerEvidence(
        Instant fallsSilent, boolean reset, boolean aborted, boolean connects, boolean first, TcpState proof) {
    /** How long Linux may put off the acknowledgement of a FIN: TCP_DELACK_MIN in include/net/tcp.h. */
    private static final Duration ACKNOWLEDGED = Duration.ofMillis(40);

    /** Null for an end whose close was lost: it proves nothing. */
    static PeerEvidence ofSound(ConnectionHistory end) {
        return end.closeLost() ? null : of(end);
    }

    static PeerEvidence of(ConnectionHistory end) {
        boolean connects = end.role() == Role.CLIENT;
        for (ConnectionHistory.StateEntry stay : end.states()) {
            TcpState state = stay.state();
            if (end.isFinUnheard() && state == TcpState.FIN_WAIT_1) {
                break;
            }
            if (state.isFinWait() || state == TcpState.LAST_ACK || state == TcpState.TIME_WAIT) {
                boolean isFirst = state == TcpState.FIN_WAIT_1;
                return new PeerEvidence(
                        isFirst ? heard(end, stay) : stay.at(), false, false, connects, isFirst, proof(end));
            }
            if (state == TcpState.CLOSED) {
                return new PeerEvidence(stay.at(), true, end.aborted(), connects, false, null);
            }
        }
        return new PeerEvidence(null, false, false, connects, false, null);
    }

    /** A FIN that was seen to go unacknowledged has come later than it was sent. */
    private static Instant heard(ConnectionHistory end, ConnectionHistory.StateEntry fin) {
        ConnectionHistory.AfterClose after = end.afterClose();
        boolean isLate = after != null
                && after.unacknowledged() != null
                && after.unacknowledged().isAfter(fin.at());
        return isLate ? after.unacknowledged() : fin.at();
    }

    private static TcpState proof(ConnectionHistory end) {
        return end.states().stream()
                .filter(stay -> stay.evidence() == Evidence.OBSERVED)
                .map(ConnectionHistory.StateEntry::state)
                .filter(state -> state == TcpState.FIN_WAIT_2 || state == TcpState.CLOSING)
                .findFirst()
                .orElse(null);
    }

    boolean sendsFinBefore(Instant moment) {
        return fallsSilent != null && !reset && !fallsSilent.isAfter(moment);
    }

    /** Whether it resets the connection before it had to acknowledge a FIN of that moment. */
    boolean abortsUnacknowledged(Instant fin) {
        return aborted && fallsSilent.isBefore(fin.plus(ACKNOWLEDGED));
    }
}
