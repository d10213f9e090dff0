// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The threads that are inside connect, and of what: a selector's thread may finish what another's has not yet returned from.
 * Thread-safe without a lock. A thread mostly has a place to itself, and needs no hash of the owner.
 */
final class Connecting {
    private static final int PLACE_BITS = 8;

    /** 16 references are a cache line of 64 bytes, or two: threads that share one would take it from each other. */
    private static final int LINE_BITS = 4;

    private static final int SPREAD = 0x9e3779b9;

    private final AtomicReferenceArray<Call> places = new AtomicReferenceArray<>(1 << PLACE_BITS + LINE_BITS);

    /** Those whose place is taken. */
    private final ConcurrentMap<Call, Call> others = new ConcurrentHashMap<>();

    /** This thread is inside connect of the owner. */
    void put(Object owner, LiveConnection connection) {
        Call call = new Call(owner, connection);
        if (!places.compareAndSet(call.place(), null, call)) {
            others.put(call, call);
        }
    }

    /** What this thread connects or finishes to connect by the owner; null if it does not. */
    LiveConnection get(Object owner) {
        Call sought = new Call(owner, null);
        Call there = places.get(sought.place());
        if (!sought.equals(there)) {
            there = others.get(sought);
        }
        return there == null ? null : there.connection;
    }

    /** The same, which is over now. */
    LiveConnection remove(Object owner) {
        Call sought = new Call(owner, null);
        Call there = places.get(sought.place());
        if (sought.equals(there)) {
            places.set(sought.place(), null); // nobody else puts anything where something is
        } else {
            there = others.remove(sought);
        }
        return there == null ? null : there.connection;
    }

    private static final class Call {
        private final Object owner;
        private final int thread = LiveConnection.thisThread();
        private final LiveConnection connection;

        Call(Object owner, LiveConnection connection) {
            this.owner = owner;
            this.connection = connection;
        }

        int place() {
            return thread * SPREAD >>> Integer.SIZE - PLACE_BITS << LINE_BITS;
        }

        @Override
        public int hashCode() {
            return thread;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Call && ((Call) other).owner == owner && ((Call) other).thread == thread;
        }
    }
}
