// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

/**
 * The number by which threads are told apart here: thread ids can be overridden, and threads must not be kept alive.
 */
final class ThreadKey {
    private ThreadKey() {}

    /** Of the calling thread. */
    static int ofThisThread() {
        return of(Thread.currentThread());
    }

    /** Its identity hash, which two threads may share. */
    static int of(Thread thread) {
        return System.identityHashCode(thread);
    }
}
