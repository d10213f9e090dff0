// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/**
 * The identity of a connection, held weakly: the FileDescriptor, or the socket of a native transport, which has none. A
 * strong reference to the identity, or to its holder, would stop the JDK's cleaners from closing the sockets that the
 * application has dropped.
 */
public class DescriptorKey extends WeakReference<Object> {
    private final int number;
    private int hash; // 0 until a map asks for it

    /** Our own object with the number of a native transport's socket; null where the JDK's object can be used. */
    private final FileDescriptor carried;

    /**
     * A key.
     *
     * @param number the number of the descriptor
     * @param carried the object to ask the kernel with for a native transport's socket; else null
     */
    public DescriptorKey(Object identity, int number, FileDescriptor carried, ReferenceQueue<Object> collected) {
        super(identity, collected);
        this.number = number;
        this.carried = carried;
    }

    public int number() {
        return number;
    }

    /** Returns whether a native transport owns it. */
    public boolean isNative() {
        return carried != null;
    }

    /** Returns the object to ask the kernel with, or null once the identity is collected. */
    FileDescriptor descriptor() {
        Object identity = get();
        return identity == null || carried == null ? (FileDescriptor) identity : carried;
    }

    /**
     * Fixes the hash. Must be called before the key is put into a map: the hash is the identity's, which may be
     * collected later.
     */
    public void hashes() {
        hash = System.identityHashCode(get());
    }

    @Override
    public final int hashCode() {
        return hash;
    }

    /** Returns whether the other is this key, even once collected, or a {@link Sought} of the same identity. */
    @Override
    public final boolean equals(Object other) {
        return this == other || other instanceof Sought && ((Sought) other).identity == get();
    }

    /** An identity that is being looked up. Lives on the stack only. */
    public static final class Sought {
        private final Object identity;

        public Sought(Object identity) {
            this.identity = identity;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(identity);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof DescriptorKey && ((DescriptorKey) other).get() == identity;
        }
    }
}
