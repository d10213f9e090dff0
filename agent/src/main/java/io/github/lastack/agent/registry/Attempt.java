// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

/** What is known of a connect only until it is told of. Guarded by the connection, but for what one thread alone uses. */
final class Attempt {
    /** Stands for that of a connection that nobody connects. */
    static final Attempt NONE = new Attempt(false);

    private final int opener = ThreadKey.ofThisThread();
    private final boolean bound;
    private volatile int threads;
    private boolean established;
    private Object begun; // the opener only, like the next
    private Throwable refusal;

    /**
     * Of this thread.
     *
     * @param bound to a local address of the application's choice
     */
    Attempt(boolean bound) {
        this.bound = bound;
    }

    boolean isBound() {
        return bound;
    }

    /** Whether this thread called connect: an event loop may finish what it began before that call returns. */
    boolean isByThisThread() {
        return this != NONE && opener == ThreadKey.ofThisThread();
    }

    /** A thread is inside connect or finishConnect. */
    void enters() {
        threads++;
    }

    void leaves() {
        threads--;
    }

    /** Whether a thread is inside connect, and will tell how that ends. */
    boolean isUnderWay() {
        return threads > 0;
    }

    /** It was, before it was told of. */
    void established() {
        established = true;
    }

    boolean isEstablished() {
        return established;
    }

    void begun(Object token) {
        begun = token;
    }

    /** What {@link #begun(Object)} was given, once; null if no recording wants it. */
    Object takeBegun() {
        Object token = begun;
        begun = null;
        return token;
    }

    void refusedWith(Throwable thrown) {
        refusal = thrown;
    }

    /** What connect(2) gave, or null. */
    Throwable refusal() {
        return refusal;
    }
}
