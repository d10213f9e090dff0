// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel;

import io.github.lastack.model.TcpState;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What one reading of the {@link SocketTable} tells of the whole network namespace. */
public final class SocketCounts implements SocketTable.Rows {
    private static final TcpState[] STATES = TcpState.values();

    private final int[] byState = new int[STATES.length];
    private final Map<Long, Integer> acceptQueues = new HashMap<>(); // by inode
    private final Map<Integer, Integer> handshakes = new HashMap<>(); // by local port
    private long readingNanos;

    private SocketCounts() {}

    static SocketCounts read() throws IOException {
        SocketCounts counts = new SocketCounts();
        long begin = System.nanoTime();
        SocketTable.read(counts);
        counts.readingNanos = System.nanoTime() - begin;
        return counts;
    }

    @Override
    public void row(SocketTable row) {
        TcpState state = row.tcpState();
        if (state == null) {
            return;
        }
        byState[state.ordinal()]++;
        if (state == TcpState.LISTEN) {
            acceptQueues.put(row.inode(), row.receiveQueue());
        } else if (state == TcpState.SYN_RECEIVED) {
            handshakes.put(row.localPort(), handshakesOn(row.localPort()) + 1);
        }
    }

    /** By the ordinal of {@link TcpState}. */
    public int[] byState() {
        return byState.clone();
    }

    /** Connections that wait to be accepted, or -1 if that is no listening socket. */
    public int acceptQueueOf(long inode) {
        Integer length = acceptQueues.get(inode);
        return length == null ? -1 : length;
    }

    /** Handshakes under way that a local port has been sent. */
    public int handshakesOn(int localPort) {
        Integer count = handshakes.get(localPort);
        return count == null ? 0 : count;
    }

    public long readingNanos() {
        return readingNanos;
    }
}
