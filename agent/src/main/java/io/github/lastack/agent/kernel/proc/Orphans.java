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
 * The connections to which no descriptor leads any more and that the kernel is not done with, of any process, as one reading
 * of the {@link SocketTable} lists them. What is in TIME_WAIT may be very many, and is taken only where it is waited for.
 */
public final class Orphans {
    /** More are not kept. */
    static final int LIMIT = 4096;

    private final Map<EndPair, Orphan> byEnds = new HashMap<>();
    private final Set<Integer> awaited;
    private boolean all = true;

    /** @param awaited the {@link EndPair#ports} of those that are to be taken in TIME_WAIT, too */
    public Orphans(Set<Integer> awaited) {
        this.awaited = awaited;
    }

    /** One of them. */
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

        /** How often its FIN was sent again. */
        public int retransmits() {
            return retransmits;
        }

        /**
         * Since when it has been in its state, in ms before now; 0 where the kernel does not tell: a longer FIN_WAIT_2 than
         * TIME_WAIT goes through two timers, and only the second is seen (tcp_keepalive_timer in net/ipv4/tcp_timer.c).
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

    /** Whether none was left out. */
    public boolean areAll() {
        return all;
    }
}
