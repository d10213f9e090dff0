// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** An agent of another project, and how to see that it works. */
enum Guest {
    /** Counts what the application executes, and writes it down at the end. */
    JACOCO {
        @Override
        String[] jvmArgs(Path directory) {
            return new String[] {"-javaagent:" + jar("jacoco") + "=destfile=" + directory.resolve(COVERAGE)};
        }

        @Override
        void assertWorked(Class<?> host, List<String> stdout, Path directory) throws IOException {
            // It names the classes of which anything was executed.
            assertThat(Files.readString(directory.resolve(COVERAGE), StandardCharsets.ISO_8859_1))
                    .contains(host.getName().replace('.', '/'));
        }
    },

    /** Follows calls from one program to the next, above all those of HTTP, and would send what it finds. */
    OPENTELEMETRY {
        @Override
        String[] jvmArgs(Path directory) {
            return new String[] {
                "-javaagent:" + jar("opentelemetry"),
                "-Dotel.traces.exporter=none",
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none",
                "-XX:TieredStopAtLevel=1" // starts in half the time
            };
        }

        /** The hosts' server says whether a request names the trace that it belongs to. */
        @Override
        void assertWorked(Class<?> host, List<String> stdout, Path directory) {
            assertThat(stdout).contains("traced");
        }
    };

    private static final String COVERAGE = "jacoco.exec";

    abstract String[] jvmArgs(Path directory);

    /** @param directory as given to {@link #jvmArgs} */
    abstract void assertWorked(Class<?> host, List<String> stdout, Path directory) throws IOException;

    private static Path jar(String name) {
        String directory = Objects.requireNonNull(
                System.getProperty("guest-agents"), "system property guest-agents names no folder");
        return Path.of(directory, name + ".jar");
    }
}
