// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lastack.cli.Cli;
import io.github.lastack.testing.TestTimes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * One run of the command line: of the packed one, as a user starts it ({@code java -jar lastack.jar ...}), but for
 * {@link #reading}.
 */
record CommandRun(int exitCode, String stdout, String stderr) {
    private static final long LIMIT_SECONDS = 120;

    static CommandRun lastack(Object... args) throws IOException, InterruptedException {
        return on(Path.of(System.getProperty("java.home")), args);
    }

    /** {@code javaHome} is the home of the JDK that the command line itself runs on. */
    static CommandRun on(Path javaHome, Object... args) throws IOException, InterruptedException {
        List<String> command = command(javaHome, args);
        Path out = Files.createTempFile("lastack", ".out");
        Path err = Files.createTempFile("lastack", ".err");
        try {
            Process process = TestTimes.start(
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()));
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("runs for more than " + LIMIT_SECONDS + " s: " + command);
            }
            return new CommandRun(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** What the launcher script starts: of a JVM, the packed jar and the arguments. */
    static List<String> command(Path javaHome, Object... args) {
        List<String> command = new ArrayList<>(List.of(
                javaHome.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseParallelGC",
                "-jar",
                jar("cli")));
        Stream.of(args).map(Object::toString).forEach(command::add);
        return command;
    }

    /**
     * A run of a command that reads recordings, in this JVM: the code is the same, and a JVM for each run would take
     * most of the time. Not for the commands that talk to other JVMs or to the terminal.
     */
    static CommandRun reading(Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Cli.run(
                Stream.of(args).map(Object::toString).toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new CommandRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Begins a run whose output goes into the folder; {@link #end} waits for it. */
    static Process start(Path folder, Object... args) throws IOException {
        return TestTimes.start(new ProcessBuilder(command(Path.of(System.getProperty("java.home")), args))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile()));
    }

    static void awaitErrorLine(Path folder, Process process, String beginning) throws IOException {
        while (Files.readString(folder.resolve("err")).lines().noneMatch(line -> line.startsWith(beginning))) {
            if (!process.isAlive()) {
                throw new AssertionError(Files.readString(folder.resolve("err")));
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    static CommandRun end(Path folder, Process process) throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("runs for more than " + LIMIT_SECONDS + " s: " + process.info());
        }
        return new CommandRun(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    /** The packed jar of that name, as the build tells it. */
    static String jar(String name) {
        String property = "lastack." + name + ".jar";
        return Objects.requireNonNull(System.getProperty(property), "system property " + property + " names no jar");
    }

    /** What was printed, which must be one JSON document and nothing else, of a run without complaint. */
    JsonNode json() throws IOException {
        if (exitCode != 0 || !stderr.isEmpty()) {
            throw new AssertionError(this);
        }
        return new ObjectMapper().readTree(stdout);
    }
}
