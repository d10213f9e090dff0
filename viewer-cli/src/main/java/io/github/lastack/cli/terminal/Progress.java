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
 * A progress bar for reading on a terminal; not shown for less than a second.
 *
 * <p>Recordings are read twice, so the bar counts each byte twice.
 */
public final class Progress implements LongConsumer, AutoCloseable {
    private static final int TIMES_READ = 2;
    private static final int BAR = 30;
    private static final long WORTH_A_BAR = TimeUnit.SECONDS.toNanos(1);
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(200);

    /** Moves to the start of the line and clears it. */
    private static final String CLEAR = "\r\033[K";

    private final PrintWriter terminal;
    private final long total;
    private final LongSupplier clock;
    private final long begun;
    private long read;
    private long shownAt;
    private boolean shown;

    /** @param terminal null if stderr is no terminal */
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
                // the reader will report it
            }
        }
        return new Progress(Terminal.showsErrors() ? err : null, bytes * TIMES_READ, System::nanoTime);
    }

    /** Adds bytes that were read. Called by the threads that read. */
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

    /** Returns the text of the bar. Compressed input is larger than its file; then only the amount is shown. */
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

    /** Clears the bar before other output. */
    public synchronized void hide() {
        if (shown) {
            terminal.print(CLEAR);
            terminal.flush();
            shown = false;
        }
    }
}
