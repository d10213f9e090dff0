// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import io.github.lastack.model.TcpState;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The counts of one reading of the {@link SocketTable}, for the whole network namespace. */
public final class SocketCounts implements SocketTable.Rows {
    private static final TcpState[] STATES = TcpState.values();

    private final int[] byState = new int[STATES.length];
    private final Map<Long, Integer> acceptQueues = new HashMap<>(); // by inode
    private final Map<Integer, PortCounts> ports = new HashMap<>(); // of those with a listener
    private final Orphans orphans;
    private long readingNanos;

    SocketCounts(Set<Integer> awaited) {
        orphans = new Orphans(awaited);
    }

    /**
     * Reads the table.
     *
     * @param awaited the ports that {@link Orphans} must also keep in TIME_WAIT
     */
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

    /** Returns the number of sockets in each state, by the ordinal of {@link TcpState}. */
    public int[] byState() {
        return byState.clone();
    }

    /** Returns how many connections wait to be accepted, or -1 if that is no listening socket. */
    public int acceptQueueOf(long inode) {
        Integer length = acceptQueues.get(inode);
        return length == null ? -1 : length;
    }

    /** Returns what comes in on a local port, for all its listeners together. */
    public PortCounts on(int localPort) {
        PortCounts counts = ports.get(localPort);
        return counts == null ? new PortCounts() : counts;
    }

    /** The counts of one local port. */
    public static final class PortCounts {
        private int listeners;
        private int handshakes;
        private int synAckRetransmits;

        private PortCounts() {}

        /** Returns how many sockets listen on it. */
        public int listeners() {
            return listeners;
        }

        /** Returns how many handshakes are under way, in SYN_RECEIVED. */
        public int handshakes() {
            return handshakes;
        }

        /** Returns how often their SYN-ACKs have been sent again, in total. */
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
