// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.lastack.testing.TestTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A project that only has the jar and one line of configuration, tested by Maven. */
class SurefireIT {
    private static final long LIMIT_SECONDS = 240;

    @TempDir
    Path project;

    @ParameterizedTest
    @ValueSource(ints = {5, 6})
    void leakingTest_failsTheBuildAndIsNamed(int junit) throws Exception {
        Path maven = Path.of(System.getProperty("lastack.maven.home"), "bin", "mvn");
        assumeThat(maven).exists();
        copyProject(junit);

        String output = run(
                maven.toString(), "-B", "-Dmaven.repo.local=" + System.getProperty("lastack.maven.repository"), "test");

        assertThat(output)
                .contains("Tests run: 2, Failures: 1, Errors: 0, Skipped: 0")
                .contains("PriceFeedTest.polls() leaks 1 connection: close-wait / end-of-stream-ignored"
                        + " at shop.PriceFeedTest.polls(PriceFeedTest.java:19)")
                .contains("BUILD FAILURE");
    }

    private void copyProject(int junit) throws IOException {
        Path source = Path.of("src/test/resources/surefire-project");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = project.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.writeString(
                        copy,
                        Files.readString(file)
                                .replace("@JUNIT@", System.getProperty("lastack.junit" + junit + ".version"))
                                .replace("@JAR@", System.getProperty("lastack.junit.jar"))
                                .replace("@SUREFIRE@", System.getProperty("lastack.surefire.version")));
            }
        }
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path printed = project.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(List.of(command))
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("MAVEN_OPTS");
        Process process = TestTimes.start(builder);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return Files.readString(printed);
    }
}
