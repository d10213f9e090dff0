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
    void put(Object owner, Tracked connection) {
        Call call = new Call(owner, ThreadKey.ofThisThread(), connection);
        if (!places.compareAndSet(placeOf(call.thread), null, call)) {
            others.put(call, call);
        }
    }

    /** What this thread connects or finishes to connect by the owner; null if it does not. */
    Tracked get(Object owner) {
        int thread = ThreadKey.ofThisThread();
        Call there = places.get(placeOf(thread));
        if (there == null || !there.isOf(owner, thread)) {
            there = others.get(new Call(owner, thread, null));
        }
        return there == null ? null : there.connection;
    }

    /** The same, which is over now. */
    Tracked remove(Object owner) {
        int thread = ThreadKey.ofThisThread();
        Call there = places.get(placeOf(thread));
        if (there != null && there.isOf(owner, thread)) {
            places.lazySet(placeOf(thread), null); // nobody else puts anything where something is
        } else {
            there = others.remove(new Call(owner, thread, null));
        }
        return there == null ? null : there.connection;
    }

    private static int placeOf(int thread) {
        return thread * SPREAD >>> Integer.SIZE - PLACE_BITS << LINE_BITS;
    }

    private static final class Call {
        private final Object owner;
        private final int thread;
        private final Tracked connection;

        Call(Object owner, int thread, Tracked connection) {
            this.owner = owner;
            this.thread = thread;
            this.connection = connection;
        }

        boolean isOf(Object sought, int by) {
            return owner == sought && thread == by;
        }

        @Override
        public int hashCode() {
            return thread;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Call && ((Call) other).isOf(owner, thread);
        }
    }
}
