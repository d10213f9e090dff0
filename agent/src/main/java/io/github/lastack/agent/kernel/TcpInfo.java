// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel;

import io.github.lastack.model.TcpState;

/**
 * The first four bytes of struct tcp_info (include/uapi/linux/tcp.h), which is as much as the JDK's native returns, in one
 * number, the first byte lowest: tcpi_state, tcpi_ca_state, tcpi_retransmits, tcpi_probes.
 */
public final class TcpInfo {
    /** The kernel was not asked, or has not answered. */
    public static final int NONE = 0;

    private static final int BYTE = 0xff;
    private static final int RETRANSMITS_SHIFT = 16;
    private static final int PROBES_SHIFT = 24;

    /** include/net/tcp_states.h, from 1; the last is a SYN_RECEIVED of another name. */
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

    /** Null for {@link #NONE}, and for a number that means nothing to us. */
    public static TcpState state(int info) {
        return stateOf(info & BYTE);
    }

    /** The state that Linux means by the number, or null. */
    public static TcpState stateOf(int number) {
        return number < STATES.length ? STATES[number] : null;
    }

    /**
     * How often the oldest segment that is not acknowledged was sent again since the peer was last heard of; of the SYN in
     * SYN_SENT. An acknowledgement sets it back to 0, the end of the connection does not.
     */
    public static int retransmits(int info) {
        return info >>> RETRANSMITS_SHIFT & BYTE;
    }

    /**
     * How many probes of a shut window, or of a connection with SO_KEEPALIVE, the peer has not answered in a row. A peer that
     * lives and does not read answers each, and sets it back to 0.
     */
    public static int probes(int info) {
        return info >>> PROBES_SHIFT;
    }

    /** Whether something is sent again and again that nobody answers, as far as that is known yet. */
    public static boolean isUnanswered(int info) {
        return info >>> RETRANSMITS_SHIFT != 0 && state(info) != TcpState.CLOSED;
    }
}
