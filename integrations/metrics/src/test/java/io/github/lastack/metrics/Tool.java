// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A run of a program of the machine.
 *
 * @param said its output, with its errors
 */
record Tool(int exitCode, String said) {
    /** Runs promtool, which Debian's package prometheus has; without it the test is skipped. */
    static Tool promtool(Path input, String... args) throws IOException, InterruptedException {
        need("promtool");
        return run(input, Stream.concat(Stream.of("promtool"), Stream.of(args)).toList());
    }

    static void need(String program) {
        boolean isThere = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        Assumptions.assumeTrue(isThere, "no " + program + " on this machine; Debian's package prometheus has it");
    }

    static Tool run(Path input, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("lastack", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
            if (input != null) {
                builder.redirectInput(input.toFile());
            }
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("runs on: " + command);
            }
            return new Tool(process.exitValue(), Files.readString(out));
        } finally {
            Files.delete(out);
        }
    }
}
