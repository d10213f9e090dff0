// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.HistoryCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A dispatcher that passes histories to the collectors on a thread of its own while the replay makes the next ones. */
final class HistoryDispatcher implements AutoCloseable {
    private static final int BATCH = 256;
    private static final int BATCHES = 16;
    private static final List<ConnectionHistory> END = List.of();

    private final List<? extends HistoryCollector> collectors;
    private final BlockingQueue<List<ConnectionHistory>> queue = new ArrayBlockingQueue<>(BATCHES);
    private final Thread thread = new Thread(this::run, "lastack-collector");
    private List<ConnectionHistory> batch = new ArrayList<>(BATCH);
    private volatile Throwable problem;

    HistoryDispatcher(List<? extends HistoryCollector> collectors) {
        this.collectors = collectors;
        thread.setDaemon(true);
        thread.start();
    }

    void of(ConnectionHistory history) {
        batch.add(history);
        if (batch.size() == BATCH) {
            put(batch);
            batch = new ArrayList<>(BATCH);
        }
    }

    /** Waits until the collectors have received all histories. */
    void finish() {
        put(batch);
        put(END);
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while judging", e);
        }
        if (problem instanceof Error error) {
            throw error;
        }
        if (problem instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private void put(List<ConnectionHistory> histories) {
        try {
            if (!histories.isEmpty() || histories == END) {
                queue.put(histories);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while judging", e);
        }
    }

    private void run() {
        try {
            List<ConnectionHistory> histories = queue.take();
            while (histories != END) {
                tell(histories);
                histories = queue.take();
            }
        } catch (InterruptedException e) {
            // the dispatcher was closed, and the remaining histories are not needed
        }
    }

    /**
     * Passes histories to the collectors. After a failure, histories are still taken from the queue but no longer
     * passed on, since the replay waits for space in the queue.
     */
    private void tell(List<ConnectionHistory> histories) {
        try {
            for (int i = 0; i < histories.size() && problem == null; i++) {
                for (HistoryCollector collector : collectors) {
                    collector.add(histories.get(i));
                }
            }
        } catch (RuntimeException | Error e) {
            problem = e;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
