// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The thread {@code lastack-probe}: runs a probe again and again until it is stopped. */
public final class KernelProber {
    private final Runnable probe;
    private final Thread thread;
    private volatile boolean stopped;

    public KernelProber(Runnable probe, long periodNanos) {
        this.probe = probe;
        this.thread = new Thread(null, () -> run(periodNanos), "lastack-probe", 0);
        thread.setDaemon(true);
        thread.setContextClassLoader(null); // whichever application started us may want to be unloaded
    }

    public void start() {
        thread.start();
    }

    /** Returns when the thread has ended, or after a second. */
    public void stop() throws InterruptedException {
        stopped = true;
        LockSupport.unpark(thread);
        thread.join(TimeUnit.SECONDS.toMillis(1));
    }

    private void run(long periodNanos) {
        long next = System.nanoTime() + periodNanos;
        while (!stopped) {
            long wait = next - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(this, wait);
                continue;
            }
            probe.run();
            next = System.nanoTime() + periodNanos;
        }
    }
}
