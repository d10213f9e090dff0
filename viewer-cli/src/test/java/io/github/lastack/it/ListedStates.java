// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * What the kernel lists of closed connections over time: the states of its small timewait sockets, which are not
 * traced, and in which a connection is for a minute at most. Looks at the kernel's table twice a second, in a thread of
 * its own, until it is closed.
 */
final class ListedStates implements AutoCloseable {
    private static final long PERIOD_NANOS = 500_000_000;
    private static final String GONE = "CLOSED";

    /** Reads a whole table of sockets. */
    interface Table {
        List<ProcNetTcp.Entry> read() throws IOException;
    }

    /** From that moment of CLOCK_MONOTONIC on. */
    private record Change(double seconds, String state) {}

    private final Table table;
    private final Map<String, List<Change>> changes = new HashMap<>();
    private final Thread thread = new Thread(this::look, "listed-states");
    private volatile boolean closed;

    private ListedStates(Table table) {
        this.table = table;
    }

    static ListedStates of(Table table) {
        ListedStates states = new ListedStates(table);
        states.thread.setDaemon(true);
        states.thread.start();
        return states;
    }

    private void look() {
        while (!closed) {
            try {
                lookOnce();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            LockSupport.parkNanos(PERIOD_NANOS);
        }
    }

    private synchronized void lookOnce() throws IOException {
        double now = System.nanoTime() / 1e9;
        Set<String> listed = new HashSet<>();
        for (ProcNetTcp.Entry entry : table.read()) {
            if (entry.inode() == 0
                    && (entry.state().equals("FIN_WAIT_2") || entry.state().equals("TIME_WAIT"))) {
                String ends = entry.local() + " " + entry.remote();
                listed.add(ends);
                enter(ends, now, entry.state());
            }
        }
        changes.forEach((ends, of) -> {
            if (!listed.contains(ends)) {
                enter(ends, now, GONE);
            }
        });
    }

    private void enter(String ends, double seconds, String state) {
        List<Change> of = changes.computeIfAbsent(ends, key -> new ArrayList<>());
        if (of.isEmpty() || !of.get(of.size() - 1).state().equals(state)) {
            of.add(new Change(seconds, state));
        }
    }

    /** The states that were listed of those ends in that time, in order; CLOSED where they were not listed any more. */
    synchronized List<String> between(String ends, double from, double until) {
        return changes.getOrDefault(ends, List.of()).stream()
                .filter(change -> change.seconds() > from && change.seconds() < until)
                .map(Change::state)
                .toList();
    }

    /** Looks no more; what was listed can still be asked for. */
    void stop() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
