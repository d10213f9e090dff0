// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jmx;

import io.github.lastack.model.TcpState;

/**
 * The numbers of connections in each state of RFC 9293. JMX makes an item of each getter, and its name is the value of
 * OpenTelemetry's {@code network.connection.state}: hence the names of the methods. Immutable.
 */
public final class ConnectionStates {
    private final long[] counts;

    /** @param counts in the order of {@link TcpState} */
    ConnectionStates(long[] counts) {
        this.counts = counts.clone();
    }

    private long of(TcpState state) {
        return counts[state.ordinal()];
    }

    public long getListen() {
        return of(TcpState.LISTEN);
    }

    public long getSyn_sent() {
        return of(TcpState.SYN_SENT);
    }

    public long getSyn_received() {
        return of(TcpState.SYN_RECEIVED);
    }

    public long getEstablished() {
        return of(TcpState.ESTABLISHED);
    }

    public long getFin_wait_1() {
        return of(TcpState.FIN_WAIT_1);
    }

    public long getFin_wait_2() {
        return of(TcpState.FIN_WAIT_2);
    }

    public long getClose_wait() {
        return of(TcpState.CLOSE_WAIT);
    }

    public long getClosing() {
        return of(TcpState.CLOSING);
    }

    public long getLast_ack() {
        return of(TcpState.LAST_ACK);
    }

    public long getTime_wait() {
        return of(TcpState.TIME_WAIT);
    }

    public long getClosed() {
        return of(TcpState.CLOSED);
    }
}
