// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What a worker needs besides the two ends: a second thread, things to do later, and things to keep. */
final class Stage {
    private static final int LATER = 200;
    private static final long INTO_THE_CALL_NANOS = 200_000;

    interface Step {
        void run() throws IOException;
    }

    private final Deque<Step> later = new ArrayDeque<>();
    private final List<End> kept = new ArrayList<>();
    private final ExecutorService partner = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "partner");
        thread.setDaemon(true);
        return thread;
    });

    /** Both at the same moment, as far as two threads can. */
    void together(Step one, Step other) throws IOException {
        AtomicInteger ready = new AtomicInteger();
        Future<Void> done = partner.submit(() -> {
            meet(ready);
            other.run();
            return null;
        });
        meet(ready);
        one.run();
        End.done(done);
    }

    private static void meet(AtomicInteger ready) {
        ready.incrementAndGet();
        while (ready.get() < 2) {
            Thread.yield();
        }
    }

    /** The second while, with all likelihood, the first is inside a call that blocks. */
    void whileBlocked(Step blocking, Step then) throws IOException {
        AtomicInteger begun = new AtomicInteger();
        Future<Void> done = partner.submit(() -> {
            begun.set(1);
            blocking.run();
            return null;
        });
        while (begun.get() == 0) {
            Thread.yield();
        }
        LockSupport.parkNanos(INTO_THE_CALL_NANOS);
        then.run();
        End.done(done);
    }

    /** Some connections later. */
    void later(Step step) {
        later.add(step);
    }

    /** To be held, and left as it is, until the program ends. */
    void keep(End... ends) {
        for (End end : ends) {
            kept.add(end);
        }
    }

    /** Does what is due, of the oldest. */
    void oneMore() throws IOException {
        if (later.size() > LATER) {
            later.remove().run();
        }
    }

    void allThatIsLater() throws IOException {
        while (!later.isEmpty()) {
            later.remove().run();
        }
    }
}
