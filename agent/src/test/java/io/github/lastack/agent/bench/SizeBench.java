// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import io.github.lastack.agent.bench.BudgetTable.Limit;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures the size of a recording for a connection end that is opened, read to its end and closed: the size with many
 * ends less the size with few, so that what every recording contains cancels out.
 */
final class SizeBench {
    private static final String THREADS_AND_DEPTH = "1 15 ";
    private static final int FEW_MILLIS = 500;
    private static final int MANY_MILLIS = 3_000;
    private static final int ENDS = 2;
    private static final Limit LIMIT = Limit.atMost(300, "");

    private SizeBench() {}

    static void measure(Companions companions, TestJdk jdk, BudgetTable table) throws IOException {
        Path directory = Companions.directory();
        Path file = directory.resolve("size.jfr");
        for (boolean all : List.of(true, false)) {
            List<String> options = all ? companions.recordingAll(file) : companions.recording(file);
            double[] few = bytesAndEnds(jdk, options, file, FEW_MILLIS);
            double[] many = bytesAndEnds(jdk, options, file, MANY_MILLIS);
            table.put(
                    "recording: bytes a connection end, " + (all ? Companions.ALL : Companions.RECORDING),
                    LIMIT,
                    jdk.version(),
                    "%.0f",
                    Figure.once((many[0] - few[0]) / (many[1] - few[1])));
        }
        Companions.delete(directory);
    }

    private static double[] bytesAndEnds(TestJdk jdk, List<String> options, Path file, int millis) throws IOException {
        Files.deleteIfExists(file);
        double ends;
        try (HostProgram program = HostProgram.start(jdk.home().toString(), options, "Churn", "Socket", "1")) {
            ends = program.ask(THREADS_AND_DEPTH + millis)[ENDS];
        }
        try (Stream<Path> files = Files.list(file.getParent())) {
            return new double[] {files.mapToLong(SizeBench::size).sum(), ends};
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
