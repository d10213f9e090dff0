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
 * Measures the agent's share of an HTTP server's CPU while clients keep their connections, where {@link HttpBench}
 * cannot tell half a percent from the noise of the machine.
 */
final class HttpShare {
    private static final int MILLIS = 20_000;
    private static final Limit SHARE = Limit.atMost(0.6, " %");

    private HttpShare() {}

    /** @param profiler the library of async-profiler */
    static void measure(Companions companions, Path profiler, TestJdk jdk, int rounds, BudgetTable table)
            throws IOException, InterruptedException {
        List<Double> shares = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            Path directory = Companions.directory();
            shares.add(CpuShare.of(samples(companions, profiler, jdk, directory)));
            Companions.delete(directory);
        }
        table.put(
                "HTTP, kept connections: % of the server's CPU in the agent's code, " + Companions.RECORDING,
                SHARE,
                jdk.version(),
                "%.2f",
                Figure.ofEach(shares));
    }

    private static List<String> samples(Companions companions, Path profiler, TestJdk jdk, Path directory)
            throws IOException, InterruptedException {
        Path samples = directory.resolve("samples.txt");
        List<String> options = new ArrayList<>(companions.recording(directory.resolve("http.jfr")));
        options.addAll(CpuShare.jvmOptions());
        options.add("-agentpath:" + profiler + "=" + CpuShare.profilerOptions(samples));
        try (HostProgram server = HostProgram.start(jdk.home().toString(), options, "KeepAlive");
                HttpLoad load = new HttpLoad()) {
            load.open(server);
            load.run(server, MILLIS);
        }
        return Files.readAllLines(samples);
    }
}
