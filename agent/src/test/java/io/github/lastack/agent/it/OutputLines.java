// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Reads a process's stream on a thread of its own, so that the process never waits for its reader. */
final class OutputLines {
    private final List<String> lines = new ArrayList<>(); // guarded by this
    private boolean ended; // guarded by this
    private final Thread reader;

    OutputLines(String name, InputStream stream) {
        reader = new Thread(() -> read(stream), name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Returns whether the line came before the limit and the stream's end. */
    boolean await(String line, Duration limit) throws InterruptedException {
        return await(line::equals, limit);
    }

    /** Returns whether a line that contains the text came before the limit and the stream's end. */
    boolean awaitPart(String part, Duration limit) throws InterruptedException {
        return await(line -> line.contains(part), limit);
    }

    private synchronized boolean await(Predicate<String> wanted, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (lines.stream().noneMatch(wanted) && !ended) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return lines.stream().anyMatch(wanted);
    }

    synchronized List<String> soFar() {
        return List.copyOf(lines);
    }

    void join(Duration limit) throws InterruptedException {
        reader.join(limit.toMillis());
    }

    private void read(InputStream stream) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(stream))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                add(line);
            }
        } catch (IOException closed) {
            add("(stream closed: " + closed.getMessage() + ")");
        }
        end();
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }
}
