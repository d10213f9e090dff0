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
 * The evidence of what the other end of a connection did.
 *
 * @param fallsSilent when the other end sent its FIN or, if {@code reset}, was reset or sent a RST itself; null if it
 *     did none of these
 * @param aborted whether the other end sent that RST by its close
 * @param connects whether the other end connected, and did not accept
 * @param first whether the other end, by its own facts, sent its FIN before it received one from this end
 * @param proof the kernel state that supports {@code first}: FIN_WAIT_2 if it is true, CLOSING if the FINs crossed;
 *     null if the kernel was not queried
 */
record PeerEvidence(
        Instant fallsSilent, boolean reset, boolean aborted, boolean connects, boolean first, TcpState proof) {
    /** How long Linux may delay the acknowledgement of a FIN: TCP_DELACK_MIN in include/net/tcp.h. */
    private static final Duration ACKNOWLEDGED = Duration.ofMillis(40);

    /** Returns the evidence of an end; null if its close was lost, since such an end proves nothing. */
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

    /**
     * Returns when the FIN was received, as far as known. A FIN that was seen unacknowledged was received later than it
     * was sent.
     */
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

    /** Returns whether the other end resets the connection before it must acknowledge a FIN sent at that time. */
    boolean abortsUnacknowledged(Instant fin) {
        return aborted && fallsSilent.isBefore(fin.plus(ACKNOWLEDGED));
    }
}
