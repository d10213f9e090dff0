// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.terminal;

import io.github.lastack.facts.source.RecordingFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A bar on a person's terminal that says how far reading has come; for what takes but a moment there is none.
 *
 * <p>Recordings are read twice, first for what has to be known beforehand.
 */
public final class Progress implements LongConsumer, AutoCloseable {
    private static final int TIMES_READ = 2;
    private static final int BAR = 30;
    private static final long WORTH_A_BAR = TimeUnit.SECONDS.toNanos(1);
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(200);

    /** Back to the beginning of the line, and away with what is on it. */
    private static final String CLEAR = "\r\033[K";

    private final PrintWriter terminal;
    private final long total;
    private final LongSupplier clock;
    private final long begun;
    private long read;
    private long shownAt;
    private boolean shown;

    /** @param terminal null if nobody looks */
    public Progress(PrintWriter terminal, long total, LongSupplier clock) {
        this.terminal = terminal;
        this.total = total;
        this.clock = clock;
        this.begun = clock.getAsLong();
    }

    public static Progress of(List<Path> files, PrintWriter err) {
        long bytes = 0;
        for (Path file : files) {
            try {
                for (Path each : RecordingFolder.files(file)) {
                    bytes += Files.size(each);
                }
            } catch (IOException e) {
                // whoever reads it will say so
            }
        }
        return new Progress(Terminal.showsErrors() ? err : null, bytes * TIMES_READ, System::nanoTime);
    }

    /** So many bytes more were read; called by whatever thread reads. */
    @Override
    public synchronized void accept(long bytes) {
        read += bytes;
        long now = clock.getAsLong();
        if (terminal != null && now - begun >= WORTH_A_BAR && now - shownAt >= PERIOD) {
            shownAt = now;
            shown = true;
            terminal.print(CLEAR + line());
            terminal.flush();
        }
    }

    /** What is packed is more than was thought: then no end is in sight, and nothing is said of it. */
    private String line() {
        double part = total == 0 ? 1 : read / (double) total;
        if (part > 1) {
            return String.format(Locale.ROOT, "reading: %,d MB", read >> 20);
        }
        int done = (int) (part * BAR);
        return String.format(
                Locale.ROOT, "reading [%s%s] %2.0f %%", "#".repeat(done), " ".repeat(BAR - done), part * 100);
    }

    @Override
    public void close() {
        hide();
    }

    /** Makes room for what is to be said. */
    public synchronized void hide() {
        if (shown) {
            terminal.print(CLEAR);
            terminal.flush();
            shown = false;
        }
    }
}
