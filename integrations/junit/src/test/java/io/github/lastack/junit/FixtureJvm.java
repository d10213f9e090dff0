// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.testing.TestTimes;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A run of {@link FixtureRun} in a JVM of its own, with the packed extension.
 *
 * @param output what the JVM printed, and what it printed on stderr
 */
record FixtureJvm(List<Outcome> outcomes, String output) {
    private static final long LIMIT_SECONDS = 240;

    /** Jars of the tests' class path that fixtures need, by the beginning of their names. */
    private static final List<String> LIBRARIES =
            List.of("httpclient5-", "httpcore5-", "netty-", "HikariCP-", "postgresql-", "slf4j-api-");

    /**
     * What became of a test or class.
     *
     * @param name as JUnit shows it
     * @param failure type, message, first frame and what is suppressed; empty if it passed
     */
    record Outcome(String name, boolean passed, List<String> failure) {
        boolean isLeak() {
            return !passed && failure.get(0).equals(SocketLeakError.class.getName());
        }

        String message() {
            return failure.get(1);
        }

        String firstFrame() {
            return failure.get(2);
        }
    }

    /** @param junit 5 or 6 */
    static FixtureJvm run(TestJdk jdk, int junit, List<String> jvmOptions, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(jdk.program("java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPath(junit), FixtureRun.class.getName()));
        command.addAll(List.of(arguments));
        Path printed = Files.createTempFile("lastack-junit", ".out");
        try {
            Process process = TestTimes.start(
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile()));
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("runs for more than " + LIMIT_SECONDS + " s: " + Files.readString(printed));
            }
            String output = Files.readString(printed);
            return new FixtureJvm(output.lines().flatMap(FixtureJvm::outcome).toList(), output);
        } finally {
            Files.delete(printed);
        }
    }

    private static Stream<Outcome> outcome(String line) {
        String[] columns = line.split("\t", -1);
        if (!columns[0].equals("RESULT")) {
            return Stream.empty();
        }
        List<String> failure = Arrays.stream(columns[3].split(" "))
                .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8))
                .toList();
        return Stream.of(new Outcome(columns[1], columns[2].equals("SUCCESSFUL"), failure));
    }

    private static String classPath(int junit) throws IOException {
        List<String> path = new ArrayList<>();
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("lastack.junit.libraries"), "junit-" + junit))) {
            jars.map(Path::toString).forEach(path::add);
        }
        path.add(System.getProperty("lastack.junit.jar"));
        path.add(Path.of(System.getProperty("lastack.junit.libraries"), "test-classes")
                .toString());
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> LIBRARIES.stream().anyMatch(new File(entry).getName()::startsWith))
                .forEach(path::add);
        return String.join(File.pathSeparator, path);
    }

    Outcome of(String name) {
        Optional<Outcome> found =
                outcomes.stream().filter(each -> each.name().equals(name)).findFirst();
        return found.orElseThrow(() -> new AssertionError("no " + name + " in: " + output));
    }

    List<String> failed() {
        return outcomes.stream()
                .filter(each -> !each.passed())
                .map(Outcome::name)
                .collect(Collectors.toList());
    }

    long passed() {
        return outcomes.stream().filter(Outcome::passed).count();
    }

    /** Returns the failures of those that should have passed. */
    String failures() {
        return outcomes.stream()
                .filter(each -> !each.passed())
                .map(each -> each.name() + ": " + each.failure())
                .collect(Collectors.joining("\n"));
    }
}
