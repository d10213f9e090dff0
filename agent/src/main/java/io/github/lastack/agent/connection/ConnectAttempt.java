// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

/**
 * The part of a connect that is needed until its opening is recorded. Guarded by the connection, except what only one
 * thread uses.
 */
public final class ConnectAttempt {
    /** Means that connect waits for as long as the kernel tries. */
    static final int NO_TIMEOUT = 0;

    /** The attempt of a connection that no thread connects. */
    public static final ConnectAttempt NONE = new ConnectAttempt(false, NO_TIMEOUT);

    private final int opener = ThreadKey.ofThisThread();
    private final boolean bound;
    private final int timeoutMillis;
    private volatile int threads;
    private volatile Thread inside; // null while no thread is inside
    private boolean established;
    private Object begun; // used by the opener only, like the next
    private Throwable refusal;

    /**
     * An attempt of the calling thread.
     *
     * @param bound whether to a local address of the application's choice
     * @param timeoutMillis how long connect waits, in ms; or {@link #NO_TIMEOUT}
     */
    public ConnectAttempt(boolean bound, int timeoutMillis) {
        this.bound = bound;
        this.timeoutMillis = timeoutMillis;
    }

    public boolean isBound() {
        return bound;
    }

    /**
     * Returns whether the calling thread called connect: an event loop may finish the connect before that call returns.
     */
    public boolean isByThisThread() {
        return this != NONE && opener == ThreadKey.ofThisThread();
    }

    /** Notes that the calling thread is inside connect or finishConnect. */
    void enters() {
        inside = Thread.currentThread();
        threads++;
    }

    void leaves() {
        threads--;
        inside = null;
    }

    /** Returns the thread that entered connect last; null once any thread has left it. */
    Thread inside() {
        return inside;
    }

    /** Returns how long that thread waits, in ms; {@link #NO_TIMEOUT} for as long as the kernel tries. */
    public int timeoutMillis() {
        return timeoutMillis;
    }

    /** Returns whether a thread is inside connect, and will report how that ends. */
    public boolean isUnderWay() {
        return threads > 0;
    }

    /** Notes that the connection was established before its opening was recorded. */
    void established() {
        established = true;
    }

    public boolean isEstablished() {
        return established;
    }

    public void begun(Object token) {
        begun = token;
    }

    /** Returns what {@link #begun(Object)} was given, once; null if no recording wants it. */
    public Object takeBegun() {
        Object token = begun;
        begun = null;
        return token;
    }

    public void refusedWith(Throwable thrown) {
        refusal = thrown;
    }

    /** Returns the error of connect(2), or null. */
    public Throwable refusal() {
        return refusal;
    }
}
