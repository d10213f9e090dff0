// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.facts.SocketFact;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * An index of the connections that may still matter, by the addresses and ports of their ends.
 *
 * <p>Within one JVM, no two connections can have the same ends at one time. The opening of the next one therefore
 * proves that the previous one is over. Where both ends of a connection were recorded, in one JVM or in several, the
 * facts of one end are evidence for the other.
 */
final class EndpointIndex {
    /**
     * How far apart the clocks of two recordings of one machine may be, or the times of an event and a listing in one
     * recording.
     */
    private static final Duration SLACK = Duration.ofSeconds(1);

    /**
     * How long after its close a client may still be accepted. Until then, the connection waits in the listener's
     * accept queue.
     */
    static final Duration QUEUED = Duration.ofSeconds(60);

    /**
     * A key of two ends. The class is not a record, so that the hash is computed once: a recording contains millions of
     * keys.
     */
    private static final class Pair {
        private final String local;
        private final String remote;
        private final int hash;

        Pair(String local, String remote) {
            this.local = local;
            this.remote = remote;
            this.hash = 31 * local.hashCode() + remote.hashCode();
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Pair pair && local.equals(pair.local) && remote.equals(pair.remote);
        }
    }

    private final Map<Pair, Pending> newest = new HashMap<>();

    private static Pair pair(SocketFact.Ends ends) {
        return new Pair(ends.local(), ends.remote());
    }

    void add(Pending pending) {
        pending.before = newest.put(pair(pending.ends), pending);
    }

    /** Notifies the older connections with the same ends in the same JVM that their ports are used again. */
    void used(Pending pending) {
        for (Pending older = pending.before; older != null; older = older.before) {
            if (older.jvm == pending.jvm) {
                older.usedAgain(pending.openedAt);
            }
        }
    }

    void remove(Pending pending) {
        Pair pair = pair(pending.ends);
        Pending first = newest.get(pair);
        if (first == pending) {
            if (pending.before == null) {
                newest.remove(pair);
            } else {
                newest.put(pair, pending.before);
            }
            return;
        }
        for (Pending each = first; each != null; each = each.before) {
            if (each.before == pending) {
                each.before = pending.before;
                return;
            }
        }
    }

    /** Links both ends of a connection as soon as the history of one of them is to be completed. */
    void match(Pending pending) {
        if (!pending.hasBothEnds() || pending.partner != null) {
            return;
        }
        Pending facing = newest.get(new Pair(pending.ends.remote(), pending.ends.local()));
        if (facing == null) {
            return;
        }
        Pending other = pending.isClient() ? nearest(pending, facing) : null;
        for (Pending client = facing; client != null && other == null; client = client.before) {
            boolean joins = client != pending && client.isClient() && client.partner == null;
            other = joins && nearest(client, newest.get(pair(pending.ends))) == pending ? client : null;
        }
        if (other != null) {
            pending.partner = other;
            other.partner = pending;
        }
    }

    /**
     * Returns the other end of a client, among those not linked yet the one opened nearest in time; null if there is
     * none. Ports are used again, but not while the previous connection still exists at either end.
     */
    private static Pending nearest(Pending client, Pending others) {
        Pending nearest = null;
        Duration least = null;
        for (Pending other = others; other != null; other = other.before) {
            boolean inTime = other != client
                    && other.partner == null
                    && !other.openedAt.isBefore(client.openedAt.minus(SLACK))
                    && !other.openedAt.isAfter(end(client).plus(QUEUED));
            Duration apart =
                    inTime ? Duration.between(client.openedAt, other.openedAt).abs() : null;
            if (inTime && (least == null || apart.compareTo(least) <= 0) && other.jvm.wasConnected(other)) {
                nearest = other;
                least = apart;
            }
        }
        return nearest;
    }

    private static Instant end(Pending client) {
        return client.closedAt == null ? client.jvm.end() : client.closedAt;
    }
}
