// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.ThreadKey;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The threads that are inside connect, and of what: a selector's thread may finish what another's has not yet returned from.
 * Thread-safe.
 */
final class ConnectsInProgress {
    private final ConcurrentMap<Call, LiveConnection> calls = new ConcurrentHashMap<>();

    /** This thread is inside connect of the owner. */
    void put(Object owner, LiveConnection connection) {
        calls.put(new Call(owner), connection);
    }

    /** What this thread connects or finishes to connect by the owner; null if it does not. */
    LiveConnection get(Object owner) {
        return calls.isEmpty() ? null : calls.get(new Call(owner));
    }

    /** The same, which is over now. */
    LiveConnection remove(Object owner) {
        return calls.remove(new Call(owner));
    }

    /** Of this thread; known by the thread alone where it needs a hash, which an owner may not have yet. */
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
