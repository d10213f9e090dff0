// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import io.github.lastack.render.Style;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import picocli.CommandLine.Model.CommandSpec;

/** What standard output leads to, and so how text is to look. */
final class Terminal {
    private static final Path STDOUT = Path.of("/proc/self/fd/1");
    private static final Path STDERR = Path.of("/proc/self/fd/2");
    private static final int MIN_WIDTH = 60;

    private Terminal() {}

    static Style style() {
        return style(isTerminal(STDOUT), System.getenv(), System.getProperty("native.encoding", ""), Terminal::columns);
    }

    /** Whether a person sees what goes to standard error. */
    static boolean showsErrors() {
        return isTerminal(STDERR);
    }

    /**
     * As {@code no-color.org} and the terminal want it.
     *
     * @param columns asked only where there is a terminal whose width the environment does not say
     */
    static Style style(boolean terminal, Map<String, String> environment, String charset, IntSupplier columns) {
        boolean colour = terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        boolean unicode = charset.toUpperCase(Locale.ROOT).startsWith("UTF");
        int width = terminal ? width(environment.get("COLUMNS"), columns) : Style.DEFAULT_WIDTH;
        return new Style(colour, width, unicode, !terminal);
    }

    private static int width(String said, IntSupplier columns) {
        if (said != null && said.strip().matches("[1-9]\\d{0,3}")) {
            return Math.max(MIN_WIDTH, Integer.parseInt(said.strip()));
        }
        int asked = columns.getAsInt();
        return asked <= 0 ? Style.DEFAULT_WIDTH : Math.max(MIN_WIDTH, asked);
    }

    /** picocli asks {@code stty}. */
    private static int columns() {
        return CommandSpec.create()
                .usageMessage()
                .width(Style.DEFAULT_WIDTH)
                .autoWidth(true)
                .width();
    }

    /**
     * Output alone decides: the input of annotate is a pipe. Java's console wants both to be a terminal, and is asked only
     * where there is no {@code /proc}; since JDK 22 there is one without a terminal, too (JDK-8308591).
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
