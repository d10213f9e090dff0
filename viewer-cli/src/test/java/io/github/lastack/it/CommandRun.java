// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One run of the packed command line, as a user starts it: {@code java -jar lastack.jar ...}. */
record CommandRun(int exitCode, String stdout, String stderr) {
    private static final long LIMIT_SECONDS = 120;

    static CommandRun lastack(Object... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar("cli")));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        Path out = Files.createTempFile("lastack", ".out");
        Path err = Files.createTempFile("lastack", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
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

    /** Begins a run whose output goes into the folder; {@link #end} waits for it. */
    static Process start(Path folder, Object... args) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar("cli")));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
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
