// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.facts.SocketFact;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The connections that may still matter, by the addresses and ports of their ends. No two at a time can have the same
 * in one JVM, so that the next one's opening proves the one before to be over; and where both ends of a connection were
 * recorded, in one JVM or in several, what the one end does is evidence for the other.
 */
final class EndpointIndex {
    /** How far the clocks of two recordings of one machine may be apart, or of an event and a listing of one. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    /** How long after its close a client may still be accepted: it waits in the listener's queue. */
    static final Duration QUEUED = Duration.ofSeconds(60);

    /** No record: a recording has millions of them. */
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

    /** Tells those that had the same ends before. */
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

    /** Joins both ends of a connection, as soon as one of them is to be judged. */
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

    /** Ports are used again, but not while the connection before still lives at either end. */
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
