// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/**
 * A connection's identity, held weakly: the FileDescriptor, or the socket of a native transport that has none. A strong
 * reference to it, or to what holds it, would stop the JDK's cleaners from closing the sockets that the application has
 * dropped.
 */
public class DescriptorKey extends WeakReference<Object> {
    private final int number;
    private int hash; // once it is asked for

    /** Ours, with the number of a native transport's socket; null where the JDK's own is at hand. */
    private final FileDescriptor carried;

    /**
     * @param number of the descriptor
     * @param carried to ask the kernel with for a native transport's socket; else null
     */
    public DescriptorKey(Object identity, int number, FileDescriptor carried, ReferenceQueue<Object> collected) {
        super(identity, collected);
        this.number = number;
        this.carried = carried;
    }

    public int number() {
        return number;
    }

    /** Of a native transport. */
    public boolean isNative() {
        return carried != null;
    }

    /** What to ask the kernel with, or null once the identity is collected. */
    FileDescriptor descriptor() {
        Object identity = get();
        return identity == null || carried == null ? (FileDescriptor) identity : carried;
    }

    /** Call it before it is a map's key: its hash is the identity's, which may be collected later. */
    public void hashes() {
        hash = System.identityHashCode(get());
    }

    @Override
    public final int hashCode() {
        return hash;
    }

    /** Equal to itself, also once collected, and to a {@link Sought} of the same identity. */
    @Override
    public final boolean equals(Object other) {
        return this == other || other instanceof Sought && ((Sought) other).identity == get();
    }

    /** An identity that is looked up; lives on the stack only. */
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
