// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;

/** What is known of an open descriptor: all of it ({@link LiveConnection}), or no more than its count needs. Thread-safe. */
abstract class Tracked extends DescriptorKey {
    Tracked(Object identity, int number, FileDescriptor carried, ReferenceQueue<Object> collected) {
        super(identity, number, carried, collected);
    }

    /** What it is known by. */
    abstract DescriptorKey key();

    /** What is open here; null if nothing is any more. */
    abstract TcpState stateOfDescriptor();

    /** Whether it is a connection that was told of or counted, and that nobody closes yet. */
    abstract boolean isOpenConnection();
}
