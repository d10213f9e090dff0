// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.terminal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;

/**
 * Turns Ctrl-C, SIGTERM and SIGHUP into an event, so that a command can end in order. A second signal kills.
 */
public final class Interrupts implements AutoCloseable {
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final AtomicBoolean flag = new AtomicBoolean();
    private final Map<String, Object> before = new LinkedHashMap<>();

    public Interrupts() {
        for (String signal : new String[] {"INT", "TERM", "HUP"}) {
            before.put(signal, Signals.register(signal, this::interrupt));
        }
    }

    private void interrupt() {
        close();
        flag.set(true);
        interrupted.countDown();
    }

    /** @return whether a signal came within that time */
    public boolean await(Duration limit) throws InterruptedException {
        return interrupted.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Returns a flag that becomes true when a signal comes. */
    public AtomicBoolean flag() {
        return flag;
    }

    @Override
    public synchronized void close() {
        before.forEach(Signals::unregister);
        before.clear();
    }
}
