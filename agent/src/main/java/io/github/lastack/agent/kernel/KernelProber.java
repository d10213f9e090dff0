// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The thread {@code lastack-probe}: runs a probe again and again until it is stopped. */
public final class KernelProber extends Thread {
    /** What is done every time; must not throw. */
    public interface Probe {
        void probe();
    }

    private final Probe probe;
    private final long periodNanos;
    private volatile boolean stopped;

    public KernelProber(Probe probe, long periodNanos) {
        super(null, null, "lastack-probe", 0);
        this.probe = probe;
        this.periodNanos = periodNanos;
        setDaemon(true);
        setContextClassLoader(null); // whichever application started us may want to be unloaded
    }

    @Override
    public void run() {
        long next = System.nanoTime() + periodNanos;
        while (!stopped) {
            long wait = next - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
                continue;
            }
            probe.probe();
            next = System.nanoTime() + periodNanos;
        }
    }

    /** Returns when the thread has ended, or after a second; an interrupt waits until then. */
    public void end() {
        stopped = true;
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
