// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many connections were opened and closed since the agent was started. Exact: aggregated connections count, with or
 * without a recording. Thread-safe; counting takes no lock.
 */
public final class ConnectionTotals {
    private final ByRole clients = new ByRole();
    private final ByRole servers = new ByRole();
    private final LongAdder lost = new LongAdder();

    /** The totals of one role. They only grow. */
    public static final class ByRole {
        private final LongAdder opened = new LongAdder();
        private final LongAdder closed = new LongAdder();
        private final LongAdder closedFirst = new LongAdder();

        /** Returns how many were established by connect, or accepted. A connect that failed does not count. */
        public long opened() {
            return opened.sum();
        }

        /** Returns how many were closed, including those that were open before the agent was attached. */
        public long closed() {
            return closed.sum();
        }

        /** Returns how many were closed before this side had learned of the peer's FIN or a reset. */
        public long closedFirst() {
            return closedFirst.sum();
        }
    }

    /** Returns the totals of connections that this side has opened. */
    public ByRole clients() {
        return clients;
    }

    /** Returns the totals of connections that this side has accepted. */
    public ByRole servers() {
        return servers;
    }

    /** Returns how many descriptors were lost: their object was collected without close, and they stay open. */
    public long lost() {
        return lost.sum();
    }

    void opened(boolean isAccepted) {
        (isAccepted ? servers : clients).opened.increment();
    }

    void closed(boolean isAccepted, boolean first) {
        ByRole role = isAccepted ? servers : clients;
        role.closed.increment();
        if (first) {
            role.closedFirst.increment();
        }
    }

    public void countLost() {
        lost.increment();
    }
}
