// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/**
 * A FileDescriptor by its identity, held weakly: a strong reference to it, or to what holds it, would stop the JDK's
 * cleaners from closing the sockets that the application has dropped.
 */
final class DescriptorKey extends WeakReference<FileDescriptor> {
    private final int hash;

    DescriptorKey(FileDescriptor descriptor, ReferenceQueue<FileDescriptor> collected) {
        super(descriptor, collected);
        this.hash = System.identityHashCode(descriptor);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Equal to itself, also once collected, and to a {@link Sought} of the same descriptor. */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Sought && ((Sought) other).descriptor == get();
    }

    /** A descriptor that is looked up; lives on the stack only. */
    static final class Sought {
        private final FileDescriptor descriptor;

        Sought(FileDescriptor descriptor) {
            this.descriptor = descriptor;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(descriptor);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof DescriptorKey && ((DescriptorKey) other).get() == descriptor;
        }
    }
}
