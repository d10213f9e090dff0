// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.ThreadKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The threads that are inside connect, and their connections. A selector's thread may finish a connect from which
 * another thread has not returned yet. Thread-safe.
 */
final class ConnectsInProgress {
    private final ConcurrentMap<Call, LiveConnection> calls = new ConcurrentHashMap<>();

    /** Notes that the calling thread is inside connect of the owner. */
    void put(Object owner, LiveConnection connection) {
        calls.put(new Call(owner), connection);
    }

    /** Returns what the calling thread connects, or finishes to connect, by the owner; null if nothing. */
    LiveConnection get(Object owner) {
        return calls.isEmpty() ? null : calls.get(new Call(owner));
    }

    /** Removes and returns what the calling thread has connected by the owner; null if nothing. */
    LiveConnection remove(Object owner) {
        return calls.remove(new Call(owner));
    }

    /** A call of the calling thread. Hashed by the thread alone, since an owner may not have a hash yet. */
    private static final class Call {
        private final Object owner;
        private final int thread = ThreadKey.ofThisThread();

        Call(Object owner) {
            this.owner = owner;
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
