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
 * How much of an HTTP server's CPU is spent in the agent's code while clients keep their connections: by async-profiler's samples,
 * where {@link HttpBench} cannot tell a half percent from what the machine does otherwise. The agent's start is left out, and so is
 * what its code drives out of the caches.
 */
final class HttpShare {
    private static final int MILLIS = 20_000;
    private static final Limit SHARE = Limit.atMost(0.5, " %");
    private static final String OURS = "io/github/lastack/";
    private static final String HOST = "io/github/lastack/agent/host/";

    /** Of {@code premain}. */
    private static final String MAIN_THREAD = "[main ";

    private HttpShare() {}

    /** @param profiler the library of async-profiler */
    static void measure(Companions companions, Path profiler, TestJdk jdk, int rounds, BudgetTable table)
            throws IOException, InterruptedException {
        List<Double> shares = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            Path directory = Companions.directory();
            shares.add(share(samples(companions, profiler, jdk, directory)));
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
        options.addAll(List.of(
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+DebugNonSafepoints",
                "-agentpath:" + profiler + "=start,event=cpu,interval=500us,threads,cstack=no,collapsed,file="
                        + samples));
        try (HostProgram server = HostProgram.start(jdk.home().toString(), options, "KeepAlive");
                HttpLoad load = new HttpLoad()) {
            load.open(server);
            load.run(server, MILLIS);
        }
        return Files.readAllLines(samples);
    }

    /** @param samples a stack a line, outermost frame first and behind its thread, and how often it was met */
    static double share(List<String> samples) {
        double all = 0;
        double ours = 0;
        for (String line : samples) {
            int end = line.lastIndexOf(' ');
            String stack = line.substring(0, end);
            int times = Integer.parseInt(line.substring(end + 1));
            if (!stack.startsWith(MAIN_THREAD)) {
                all += times;
                ours += stack.replace(HOST, "").contains(OURS) ? times : 0;
            }
        }
        return 100 * ours / all;
    }
}
