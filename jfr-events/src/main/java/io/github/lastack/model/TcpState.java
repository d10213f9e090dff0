// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.model;

/** The states of a TCP connection, by the names of RFC 9293, section 3.3.2, with underscores for hyphens. */
public enum TcpState {
    LISTEN,
    SYN_SENT,
    SYN_RECEIVED,
    ESTABLISHED,
    FIN_WAIT_1,
    FIN_WAIT_2,
    CLOSE_WAIT,
    CLOSING,
    LAST_ACK,
    TIME_WAIT,
    CLOSED;

    private static final TcpState[] ALL = values();

    /** Whether this side has sent its FIN first and waits for the peer's ACK or FIN. */
    public boolean isFinWait() {
        return this == FIN_WAIT_1 || this == FIN_WAIT_2 || this == CLOSING;
    }

    /** The state with a name; null for null and for any other text. */
    public static TcpState named(String name) {
        for (TcpState state : ALL) {
            if (state.name().equals(name)) {
                return state;
            }
        }
        return null;
    }
}
