// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.scan;

import io.github.lastack.agent.connection.Endpoints;
import io.github.lastack.agent.kernel.proc.EndPair;
import io.github.lastack.model.TcpState;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The connections that were closed last, by their two ends. Keeps numbers only, so that nothing is kept alive. Closing
 * threads write without a lock and without waiting; a slot that is being written is skipped by readers. Thread-safe.
 */
public final class RecentlyClosed {
    /** The connections of 8 s at {@code detail}'s default of 500 a second; 96 KB. */
    static final int LIMIT = 4096;

    private final AtomicInteger written = new AtomicInteger();
    private final AtomicLongArray ids = new AtomicLongArray(LIMIT); // 0 while a slot is written, or not used yet
    private final long[] addresses = new long[LIMIT];
    private final int[] ports = new int[LIMIT];
    private final TcpState[] closedIn = new TcpState[LIMIT];

    /** A connection that was found. */
    static final class Closed {
        final long id;
        private final TcpState closedIn;

        Closed(long id, TcpState closedIn) {
            this.id = id;
            this.closedIn = closedIn;
        }

        /**
         * Returns whether its close can have led to that state: another connection, not recorded, may have had the same
         * ends since.
         */
        boolean leadsTo(TcpState state) {
            return closedIn == TcpState.CLOSE_WAIT
                    ? state == TcpState.LAST_ACK
                    : closedIn == TcpState.ESTABLISHED || state != TcpState.LAST_ACK;
        }
    }

    /**
     * Adds a connection whose close sends a FIN.
     *
     * @param before what the kernel said before the close
     */
    public void add(long id, TcpState before, Endpoints ends) {
        if (!ends.areKnown()) {
            return;
        }
        int slot = written.getAndIncrement() & LIMIT - 1;
        ids.set(slot, 0);
        addresses[slot] = ends.addresses();
        ports[slot] = ends.ports();
        closedIn[slot] = before;
        ids.lazySet(slot, id);
    }

    /** Returns the newest connection with each of these pairs of ends. */
    Map<EndPair, Closed> find(Set<EndPair> wanted) {
        Map<EndPair, Closed> found = new HashMap<>();
        int newest = written.get() - 1;
        for (int i = 0; i < LIMIT; i++) {
            int slot = newest - i & LIMIT - 1;
            long id = ids.get(slot);
            EndPair ends = new EndPair(addresses[slot], ports[slot]);
            Closed closed = new Closed(id, closedIn[slot]);
            if (id != 0 && ids.get(slot) == id && wanted.contains(ends)) {
                found.putIfAbsent(ends, closed);
            }
        }
        return found;
    }
}
