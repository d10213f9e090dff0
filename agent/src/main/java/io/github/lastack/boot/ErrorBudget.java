// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.boot;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the agent's errors that were kept from the application. More than a hundred within a minute make the agent
 * give up.
 *
 * <p>Called where little memory and stack may be left. Thread-safe.
 */
public final class ErrorBudget {
    private static final int MAX_IN_A_MINUTE = 100;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    /** Created in advance: even the name of a class, or a string literal, is an object when it is first asked for. */
    private static final String OUT_OF_MEMORY = OutOfMemoryError.class.getName();

    private static final String STACK_OVERFLOW = StackOverflowError.class.getName();
    private static final String OTHER = Throwable.class.getName();

    private final AtomicLong count = new AtomicLong();
    private volatile String last = "";
    private long minuteBegan; // guarded by this
    private int inThisMinute; // guarded by this
    private volatile boolean givenUp;
    private volatile Thread giveUpThread;

    ErrorBudget() {}

    /** Returns how many errors there were in the life of the JVM. */
    public long count() {
        return count.get();
    }

    /** Returns the newest error as a text, since its frames would keep their classes alive; empty if there was none. */
    public String last() {
        return last;
    }

    /** Returns whether there were too many errors; {@link #beginAnew} resets this. */
    public boolean hasGivenUp() {
        return givenUp;
    }

    /**
     * Starts a new budget.
     *
     * @param giveUpThread a parked thread that is woken on giving up, since a hook must not start one; null for none
     */
    public synchronized void beginAnew(Thread giveUpThread) {
        this.giveUpThread = giveUpThread;
        inThisMinute = 0;
        givenUp = false;
    }

    /** Counts an error, and returns whether the budget is exceeded by it. */
    boolean isExceededBy(Throwable t, long nowNanos) {
        count.incrementAndGet();
        try {
            StackTraceElement[] frames = t.getStackTrace();
            last = t + (frames.length == 0 ? "" : " at " + frames[0]);
        } catch (Throwable again) {
            last = typeOf(t); // no memory or stack left to say more
        }
        return isExceededAt(nowNanos);
    }

    private static String typeOf(Throwable t) {
        if (t instanceof OutOfMemoryError) {
            return OUT_OF_MEMORY;
        }
        return t instanceof StackOverflowError ? STACK_OVERFLOW : OTHER;
    }

    private synchronized boolean isExceededAt(long nowNanos) {
        if (inThisMinute == 0 || nowNanos - minuteBegan > MINUTE_NANOS) {
            minuteBegan = nowNanos;
            inThisMinute = 0;
        }
        inThisMinute++;
        return inThisMinute > MAX_IN_A_MINUTE && !givenUp;
    }

    void giveUp() {
        givenUp = true;
        LockSupport.unpark(giveUpThread);
    }
}
