// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

/** The number by which threads are told apart: thread ids can be overridden, and threads must not be kept alive. */
public final class ThreadKey {
    private ThreadKey() {}

    /** Returns the number of the calling thread. */
    public static int ofThisThread() {
        return of(Thread.currentThread());
    }

    /** Returns the thread's identity hash, which two threads may share. */
    public static int of(Thread thread) {
        return System.identityHashCode(thread);
    }
}
