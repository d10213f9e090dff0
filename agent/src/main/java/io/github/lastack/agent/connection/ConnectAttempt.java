// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

/** What is known of a connect only until it is told of. Guarded by the connection, but for what one thread alone uses. */
public final class ConnectAttempt {
    /** connect waits for as long as the kernel tries. */
    static final int NO_TIMEOUT = 0;

    /** Stands for that of a connection that nobody connects. */
    public static final ConnectAttempt NONE = new ConnectAttempt(false, NO_TIMEOUT);

    private final int opener = ThreadKey.ofThisThread();
    private final boolean bound;
    private final int timeoutMillis;
    private volatile int threads;
    private volatile Thread inside; // null while none is
    private boolean established;
    private Object begun; // the opener only, like the next
    private Throwable refusal;

    /**
     * Of this thread.
     *
     * @param bound to a local address of the application's choice
     * @param timeoutMillis for how long connect waits; or {@link #NO_TIMEOUT}
     */
    public ConnectAttempt(boolean bound, int timeoutMillis) {
        this.bound = bound;
        this.timeoutMillis = timeoutMillis;
    }

    public boolean isBound() {
        return bound;
    }

    /** Whether this thread called connect: an event loop may finish what it began before that call returns. */
    public boolean isByThisThread() {
        return this != NONE && opener == ThreadKey.ofThisThread();
    }

    /** A thread is inside connect or finishConnect. */
    void enters() {
        inside = Thread.currentThread();
        threads++;
    }

    void leaves() {
        threads--;
        inside = null;
    }

    /** The thread that went into connect last; null once any has left it. */
    Thread inside() {
        return inside;
    }

    /** For how long that thread waits there; {@link #NO_TIMEOUT} if for as long as the kernel tries. */
    public int timeoutMillis() {
        return timeoutMillis;
    }

    /** Whether a thread is inside connect, and will tell how that ends. */
    public boolean isUnderWay() {
        return threads > 0;
    }

    /** It was, before it was told of. */
    void established() {
        established = true;
    }

    public boolean isEstablished() {
        return established;
    }

    public void begun(Object token) {
        begun = token;
    }

    /** What {@link #begun(Object)} was given, once; null if no recording wants it. */
    public Object takeBegun() {
        Object token = begun;
        begun = null;
        return token;
    }

    public void refusedWith(Throwable thrown) {
        refusal = thrown;
    }

    /** What connect(2) gave, or null. */
    public Throwable refusal() {
        return refusal;
    }
}
