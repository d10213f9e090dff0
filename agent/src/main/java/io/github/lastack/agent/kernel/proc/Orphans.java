// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import io.github.lastack.model.TcpState;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The connections of any process that no descriptor leads to any more and that the kernel has not finished, from one
 * reading of the {@link SocketTable}. Those in TIME_WAIT may be very many, and are kept only where they are awaited.
 */
public final class Orphans {
    /** The most that are kept. */
    static final int LIMIT = 4096;

    private final Map<EndPair, Orphan> byEnds = new HashMap<>();
    private final Set<Integer> awaited;
    private boolean all = true;

    /**
     * An empty set.
     *
     * @param awaited the {@link EndPair#ports} of those that are also kept in TIME_WAIT
     */
    public Orphans(Set<Integer> awaited) {
        this.awaited = awaited;
    }

    /** One such connection. */
    public static final class Orphan {
        private final TcpState state;
        private final int retransmits;
        private final long waitsForMillis;
        private final long readNanos = System.nanoTime();

        public Orphan(TcpState state, int retransmits, long waitsForMillis) {
            this.state = state;
            this.retransmits = retransmits;
            this.waitsForMillis = waitsForMillis;
        }

        public TcpState state() {
            return state;
        }

        /** Returns how often its FIN was sent again. */
        public int retransmits() {
            return retransmits;
        }

        /**
         * Returns how long it has been in its state, in ms; 0 where the kernel does not tell. A FIN_WAIT_2 longer than
         * TIME_WAIT has two timers, and only the second is visible (tcp_keepalive_timer in net/ipv4/tcp_timer.c).
         *
         * @param finTimeoutMillis how long this kernel keeps one in FIN_WAIT_2
         */
        public long inStateMillis(long finTimeoutMillis) {
            boolean isTimeWait = state == TcpState.TIME_WAIT;
            long lasts = isTimeWait ? KernelSettings.LINUX_TIME_WAIT_MILLIS : finTimeoutMillis;
            if (waitsForMillis < 0 || waitsForMillis > lasts || lasts > KernelSettings.LINUX_TIME_WAIT_MILLIS) {
                return 0;
            }
            return lasts - waitsForMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - readNanos);
        }
    }

    void row(SocketTable row, TcpState state) throws IOException {
        boolean isTimeWait = state == TcpState.TIME_WAIT;
        boolean isWanted =
                isTimeWait ? isAwaited(row) : (state.isFinWait() || state == TcpState.LAST_ACK) && row.inode() == 0;
        if (!isWanted) {
            return;
        }
        InetAddress local = row.localAddress().getAddress();
        InetAddress remote = row.remoteAddress().getAddress();
        EndPair ends = new EndPair(EndPair.addresses(local, remote), EndPair.ports(row.localPort(), row.remotePort()));
        add(ends, new Orphan(state, row.retransmits(), row.waitsForMillis()));
    }

    public void add(EndPair ends, Orphan orphan) {
        if (byEnds.size() < LIMIT) {
            byEnds.put(ends, orphan);
        } else {
            all = false;
        }
    }

    private boolean isAwaited(SocketTable row) {
        return !awaited.isEmpty() && awaited.contains(EndPair.ports(row.localPort(), row.remotePort()));
    }

    public Map<EndPair, Orphan> byEnds() {
        return Collections.unmodifiableMap(byEnds);
    }

    /** Returns whether none was left out. */
    public boolean areAll() {
        return all;
    }
}
