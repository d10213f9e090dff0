// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import io.github.lastack.agent.bench.BudgetTable.Limit;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the agent's share of a core while 10,000 connections are used every second, each time by another thread. The
 * main thread, which opens them, is left out.
 */
final class BusyShare {
    private static final int PAIRS = 5_000;
    private static final int SECONDS = 40;
    private static final double PERCENT = 100;

    private BusyShare() {}

    /** @param profiler the library of async-profiler */
    static void measure(Companions companions, Path profiler, TestJdk jdk, int rounds, BudgetTable table)
            throws IOException, InterruptedException {
        List<Double> shares = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            Path directory = Companions.directory();
            Path samples = directory.resolve("samples.txt");
            List<String> options = new ArrayList<>(companions.recording(directory.resolve("busy.jfr")));
            options.addAll(CpuShare.jvmOptions());
            options.add("-agentpath:" + profiler + "=" + CpuShare.profilerOptions(samples));
            try (HostProgram program = HostProgram.start(
                    jdk.home().toString(),
                    options,
                    "BusyConnections",
                    Integer.toString(PAIRS),
                    Integer.toString(SECONDS))) {
                program.awaitEnd();
            }
            shares.add(PERCENT * CpuShare.seconds(Files.readAllLines(samples)) / SECONDS);
            Companions.delete(directory);
        }
        table.put(
                "10,000 connections used every second: % of a core in the agent's code, " + Companions.RECORDING,
                Limit.atMost(1, " %"),
                jdk.version(),
                "%.2f",
                Figure.ofEach(shares));
    }
}
