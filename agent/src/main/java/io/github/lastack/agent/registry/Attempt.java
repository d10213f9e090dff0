// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

/** What is known of a connect only until it is told of. Guarded by the connection, but for what one thread alone uses. */
final class Attempt {
    private final int opener;
    private final boolean bound;
    private final boolean admitted;
    private final CountedConnections.Count usual;
    private volatile int threads;
    private boolean established;
    private Object begun; // the opener only, like the next
    private Throwable refusal;

    /**
     * @param bound to a local address of the application's choice
     * @param admitted not one too many to be described
     * @param usual where this thread is taken to open it; null if that is to be seen
     */
    Attempt(boolean bound, boolean admitted, CountedConnections.Count usual) {
        this(ThreadKey.ofThisThread(), bound, admitted, usual);
    }

    /** @param opener the thread that called connect */
    Attempt(int opener, boolean bound, boolean admitted, CountedConnections.Count usual) {
        this.opener = opener;
        this.bound = bound;
        this.admitted = admitted;
        this.usual = usual;
    }

    CountedConnections.Count usual() {
        return usual;
    }

    boolean isAdmitted() {
        return admitted;
    }

    boolean isBound() {
        return bound;
    }

    /** Whether this thread called connect: an event loop may finish what it began before that call returns. */
    boolean isByThisThread() {
        return opener == ThreadKey.ofThisThread();
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

    /** Once; null if no recording wants it. */
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
