// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.terminal;

import io.github.lastack.render.layout.Style;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** Detects what standard output is connected to, and so the style of text. */
public final class Terminal {
    private static final Path STDOUT = Path.of("/proc/self/fd/1");
    private static final Path STDERR = Path.of("/proc/self/fd/2");
    private static final Path CONTROLLING = Path.of("/dev/tty");
    private static final int MIN_WIDTH = 60;

    private Terminal() {}

    /** The size of a terminal; 0 for what it does not report. */
    public record Size(int rows, int columns) {
        static final Size UNKNOWN = new Size(0, 0);
    }

    public static Style style() {
        return style(isTerminal(STDOUT), System.getenv(), System.getProperty("native.encoding", ""), Terminal::size);
    }

    /** Whether standard error is a terminal. */
    static boolean showsErrors() {
        return isTerminal(STDERR);
    }

    /**
     * Chooses the style by {@code NO_COLOR} (no-color.org), the environment and the terminal.
     *
     * @param size called only if there is a terminal
     */
    public static Style style(boolean terminal, Map<String, String> environment, String charset, Supplier<Size> size) {
        boolean colour = terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        boolean unicode = charset.toUpperCase(Locale.ROOT).startsWith("UTF");
        if (!terminal) {
            return new Style(colour, Style.DEFAULT_WIDTH, unicode, true);
        }
        int saidColumns = number(environment.get("COLUMNS"));
        int saidRows = number(environment.get("LINES"));
        Size asked = saidColumns > 0 && saidRows > 0 ? Size.UNKNOWN : size.get();
        int columns = saidColumns > 0 ? saidColumns : asked.columns();
        int width = columns <= 0 ? Style.DEFAULT_WIDTH : Math.max(MIN_WIDTH, columns);
        return new Style(colour, width, unicode, false).withRows(saidRows > 0 ? saidRows : asked.rows());
    }

    private static int number(String said) {
        return said != null && said.strip().matches("[1-9]\\d{0,3}") ? Integer.parseInt(said.strip()) : 0;
    }

    /** Returns the size by {@code stty}, which asks the terminal on its standard input. */
    private static Size size() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(terminal().toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).split(" ");
            if (stty.waitFor() == 0 && said.length == 2) {
                return new Size(number(said[0]), number(said[1]));
            }
        } catch (IOException e) {
            // No stty, or the terminal cannot be opened.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Size(0, columns());
    }

    /** Returns the terminal of standard output, or the controlling terminal if that has no name here. */
    private static Path terminal() {
        try {
            Path output = STDOUT.toRealPath();
            return Files.isReadable(output) ? output : CONTROLLING;
        } catch (IOException e) {
            return CONTROLLING;
        }
    }

    /** Returns the width by picocli, which knows more ways to ask. */
    private static int columns() {
        return CommandSpec.create()
                .usageMessage()
                .width(Style.DEFAULT_WIDTH)
                .autoWidth(true)
                .width();
    }

    /**
     * Whether a stream is a terminal. Only output matters, since the input of annotate is a pipe. Java's console
     * requires both to be terminals, so it is asked only without {@code /proc}; since JDK 22 there is a console
     * without a terminal (JDK-8308591).
     */
    private static boolean isTerminal(Path stream) {
        try {
            String output = Files.readSymbolicLink(stream).toString();
            return output.startsWith("/dev/pts/") || output.startsWith("/dev/tty") || output.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return hasConsole();
        }
    }

    private static boolean hasConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
