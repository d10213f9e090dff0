// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.scan;

import io.github.lastack.agent.connection.stack.ClassSources;
import io.github.lastack.boot.SocketHooks;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread {@code lastack-probe}: runs a probe periodically until it is stopped, or until the agent has failed too
 * often. It ends the agent then, since no thread of the application can be made to.
 */
public final class KernelProber extends Thread implements ClassSources.Reader {
    /** The work of each period. Must not throw. */
    public interface Probe {
        /** Probes once, and returns how many descriptors were visited. */
        int probe();

        /** Returns how many nanoseconds of the last probe went into work that new connections need once. */
        long onceNanos();
    }

    /** The agent that runs the thread. */
    public interface Owner {
        /**
         * Called about every second, and when {@link #lookNow} asks for it. Returns how many nanoseconds went into work
         * that is needed once.
         */
        long look() throws ReflectiveOperationException;

        /** Called once when the agent has failed too often, as the last act of the thread, and again if it failed. */
        void giveUp();
    }

    private static final long SECOND_NANOS = 1_000_000_000;

    private final Probe probe;
    private final long periodNanos;
    private final Owner owner;
    private final ProbePace pace;
    private volatile long intervalNanos;
    private volatile boolean looksNow;
    private volatile boolean stopped;

    /**
     * Makes the thread, without starting it.
     *
     * @param probe run each period
     * @param periodNanos 0 to run no probe
     * @param owner the agent that runs the thread
     */
    public KernelProber(Probe probe, long periodNanos, Owner owner) {
        super(null, null, "lastack-probe", 0);
        this.probe = probe;
        this.periodNanos = periodNanos == 0 ? Long.MAX_VALUE / 2 : periodNanos;
        this.owner = owner;
        this.pace = new ProbePace(this.periodNanos);
        this.intervalNanos = this.periodNanos;
        setDaemon(true);
        setContextClassLoader(null); // the application that started us may have to be unloaded
    }

    @Override
    public void run() {
        long next = System.nanoTime() + periodNanos;
        long look = System.nanoTime();
        while (!stopped) {
            if (SocketHooks.errors().hasGivenUp()) {
                if (hasEnded()) {
                    return;
                }
                LockSupport.parkNanos(this, SECOND_NANOS);
                continue;
            }
            long now = System.nanoTime();
            if (look - now <= 0 || looksNow) {
                looksNow = false;
                look();
                look = now + SECOND_NANOS;
            }
            long wait = Math.min(next - now, look - now);
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
                continue;
            }
            intervalNanos = probed();
            next = System.nanoTime() + intervalNanos;
        }
    }

    /** Makes the owner look at once; returns false where this thread cannot be waited for. */
    @Override
    public boolean lookNow() {
        if (stopped || Thread.currentThread() == this || !isAlive()) {
            return false;
        }
        looksNow = true;
        LockSupport.unpark(this);
        return true;
    }

    private void look() {
        try {
            pace.spares(owner.look());
        } catch (Throwable t) {
            SocketHooks.suppressed(t);
        }
    }

    /**
     * Ends the agent, and returns whether that succeeded. What made the agent fail may also hinder its end, and pass,
     * like lack of memory.
     */
    private boolean hasEnded() {
        try {
            owner.giveUp();
            return true;
        } catch (Throwable t) {
            SocketHooks.suppressed(t);
            return false;
        }
    }

    /**
     * Probes, and returns how long to rest. Must not throw: this thread has to notice when the agent has failed too
     * often.
     */
    private long probed() {
        try {
            pace.begins();
            int met = probe.probe();
            return pace.restAfter(met, probe.onceNanos());
        } catch (Throwable t) {
            SocketHooks.suppressed(t);
            return periodNanos;
        }
    }

    /** Returns the present time between two probes: the period, or more where that would cost too much. */
    public long intervalNanos() {
        return intervalNanos;
    }

    /** Returns once the thread has ended, or after a second; an interrupt is kept until then. */
    public void end() {
        stopped = true;
        if (Thread.currentThread() == this) {
            return;
        }
        LockSupport.unpark(this);
        boolean interrupted = false;
        try {
            join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
