// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel;

import io.github.lastack.model.TcpState;

/**
 * The first four bytes of struct tcp_info (include/uapi/linux/tcp.h), which is all that the JDK's native returns, in
 * one number, the first byte lowest: tcpi_state, tcpi_ca_state, tcpi_retransmits, tcpi_probes.
 */
public final class TcpInfo {
    /** The number for no question or no answer. */
    public static final int NONE = 0;

    private static final int BYTE = 0xff;
    private static final int RETRANSMITS_SHIFT = 16;
    private static final int PROBES_SHIFT = 24;

    /** From include/net/tcp_states.h, starting at 1; the last is a SYN_RECEIVED under another name. */
    private static final TcpState[] STATES = {
        null,
        TcpState.ESTABLISHED,
        TcpState.SYN_SENT,
        TcpState.SYN_RECEIVED,
        TcpState.FIN_WAIT_1,
        TcpState.FIN_WAIT_2,
        TcpState.TIME_WAIT,
        TcpState.CLOSED,
        TcpState.CLOSE_WAIT,
        TcpState.LAST_ACK,
        TcpState.LISTEN,
        TcpState.CLOSING,
        TcpState.SYN_RECEIVED
    };

    private TcpInfo() {}

    /** Returns the state; null for {@link #NONE}, and for an unknown number. */
    public static TcpState state(int info) {
        return stateOf(info & BYTE);
    }

    /** Returns the state that Linux means by the number, or null. */
    public static TcpState stateOf(int number) {
        return number < STATES.length ? STATES[number] : null;
    }

    /**
     * Returns how often the oldest unacknowledged segment was sent again since the peer was last heard of; in SYN_SENT,
     * the SYN. An acknowledgement resets it to 0, the end of the connection does not.
     */
    public static int retransmits(int info) {
        return info >>> RETRANSMITS_SHIFT & BYTE;
    }

    /**
     * Returns how many probes in a row, of a zero window or of SO_KEEPALIVE, the peer has not answered. A live peer
     * that does not read answers each, which resets it to 0.
     */
    public static int probes(int info) {
        return info >>> PROBES_SHIFT;
    }

    /** Returns whether something is being sent repeatedly without an answer, as far as is known yet. */
    public static boolean isUnanswered(int info) {
        return info >>> RETRANSMITS_SHIFT != 0 && state(info) != TcpState.CLOSED;
    }
}
