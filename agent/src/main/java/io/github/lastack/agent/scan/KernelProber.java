// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.scan;

import io.github.lastack.agent.connection.stack.ClassSources;
import io.github.lastack.boot.SocketHooks;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The thread {@code lastack-probe}: runs a probe again and again until it is stopped, or until the agent has failed too
 * often, which no thread of the application can be let to tell.
 */
public final class KernelProber extends Thread implements ClassSources.Reader {
    /** What is done every time; must not throw. */
    public interface Probe {
        /** Returns how many descriptors were met. */
        int probe();

        /** How many nanoseconds of the last probe went into what new connections want once, and probing again does not. */
        long onceNanos();
    }

    /** Whose agent it is. */
    public interface Owner {
        /**
         * About every second, and when {@link #lookNow} asks for it. Returns how many nanoseconds went into what is wanted
         * once.
         */
        long look() throws ReflectiveOperationException;

        /**
         * What is to be done when the agent has failed too often; called once, as the last thing that the thread does, or again
         * where that failed.
         */
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

    /** @param periodNanos 0 to run no probe */
    public KernelProber(Probe probe, long periodNanos, Owner owner) {
        super(null, null, "lastack-probe", 0);
        this.probe = probe;
        this.periodNanos = periodNanos == 0 ? Long.MAX_VALUE / 2 : periodNanos;
        this.owner = owner;
        this.pace = new ProbePace(this.periodNanos);
        this.intervalNanos = this.periodNanos;
        setDaemon(true);
        setContextClassLoader(null); // whichever application started us may want to be unloaded
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

    /** Has the keeper look at once; false where this thread cannot be waited for. */
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

    /** What made the agent fail may hinder its end as well, and pass: no memory, for one. */
    private boolean hasEnded() {
        try {
            owner.giveUp();
            return true;
        } catch (Throwable t) {
            SocketHooks.suppressed(t);
            return false;
        }
    }

    /** How long to rest. Whatever fails, this thread must live: it has to tell when too much has. */
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

    /** How far apart the probes are at present: the period, or more where that would cost too much. */
    public long intervalNanos() {
        return intervalNanos;
    }

    /** Returns when the thread has ended, or after a second; an interrupt waits until then. */
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
