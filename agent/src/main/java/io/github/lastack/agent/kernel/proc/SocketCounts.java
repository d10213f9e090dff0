// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import io.github.lastack.model.TcpState;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What one reading of the {@link SocketTable} tells of the whole network namespace. */
public final class SocketCounts implements SocketTable.Rows {
    private static final TcpState[] STATES = TcpState.values();

    private final int[] byState = new int[STATES.length];
    private final Map<Long, Integer> acceptQueues = new HashMap<>(); // by inode
    private final Map<Integer, PortCounts> ports = new HashMap<>(); // of those that somebody listens on
    private final Orphans orphans;
    private long readingNanos;

    SocketCounts(Set<Integer> awaited) {
        orphans = new Orphans(awaited);
    }

    /** @param awaited whom {@link Orphans} shall take in TIME_WAIT, too */
    static SocketCounts read(Set<Integer> awaited) throws IOException {
        SocketCounts counts = new SocketCounts(awaited);
        long begin = System.nanoTime();
        SocketTable.read(counts);
        counts.readingNanos = System.nanoTime() - begin;
        return counts;
    }

    @Override
    public void row(SocketTable row) throws IOException {
        TcpState state = row.tcpState();
        if (state == null) {
            return;
        }
        byState[state.ordinal()]++;
        if (state == TcpState.LISTEN) {
            acceptQueues.put(row.inode(), row.receiveQueue());
            port(row.localPort()).listeners++;
        } else if (state == TcpState.SYN_RECEIVED) {
            PortCounts port = port(row.localPort());
            port.handshakes++;
            port.synAckRetransmits += row.retransmits();
        } else {
            orphans.row(row, state);
        }
    }

    private PortCounts port(int number) {
        PortCounts counts = ports.get(number);
        if (counts == null) {
            counts = new PortCounts();
            ports.put(number, counts);
        }
        return counts;
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

    /** What comes in on a local port, whoever of those that listen there it is for. */
    public PortCounts on(int localPort) {
        PortCounts counts = ports.get(localPort);
        return counts == null ? new PortCounts() : counts;
    }

    /** Of one local port. */
    public static final class PortCounts {
        private int listeners;
        private int handshakes;
        private int synAckRetransmits;

        private PortCounts() {}

        /** Sockets that listen on it. */
        public int listeners() {
            return listeners;
        }

        /** Handshakes under way, in SYN_RECEIVED. */
        public int handshakes() {
            return handshakes;
        }

        /** How often their SYN-ACKs have been sent again, all together. */
        public int synAckRetransmits() {
            return synAckRetransmits;
        }
    }

    public Orphans orphans() {
        return orphans;
    }

    public long readingNanos() {
        return readingNanos;
    }
}
