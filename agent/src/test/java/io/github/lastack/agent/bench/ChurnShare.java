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
 * Measures the agent's share of the CPU in the load of {@link ChurnBench} once that has run for a while: seconds
 * without a pause, not slices in turn with others.
 */
final class ChurnShare {
    private static final Limit SHARE = Limit.atMost(6, " %");
    private static final int LEAD_IN_MILLIS = 1_500;
    private static final int MILLIS = 3_000;

    private final Companions companions;
    private final Path profiler;
    private final TestJdk jdk;
    private final Path directory;

    private ChurnShare(Companions companions, Path profiler, TestJdk jdk, Path directory) {
        this.companions = companions;
        this.profiler = profiler;
        this.jdk = jdk;
        this.directory = directory;
    }

    /** @param profiler the library of async-profiler */
    static void measure(Companions companions, Path profiler, TestJdk jdk, int rounds, BudgetTable table)
            throws IOException {
        Path directory = Companions.directory();
        ChurnShare bench = new ChurnShare(companions, profiler, jdk, directory);
        for (String api : ChurnBench.APIS) {
            bench.measure(api, rounds, table);
        }
        Companions.delete(directory);
    }

    private void measure(String api, int rounds, BudgetTable table) throws IOException {
        List<List<Double>> shares = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            round(api, shares);
        }
        int row = ChurnBench.DEPTHS.size();
        for (int i = 0; i < ChurnBench.THREADS.size(); i++) {
            table.put(
                    ChurnBench.where(api, ChurnBench.THREADS.get(i)) + ": % of the CPU in the agent's code, "
                            + Companions.RECORDING,
                    SHARE,
                    jdk.version(),
                    "%.2f",
                    shares.subList(i * row, (i + 1) * row).stream()
                            .map(Figure::ofEach)
                            .toList());
        }
    }

    /** Measures one JVM; its shares are added to those of the rounds before. */
    private void round(String api, List<List<Double>> shares) throws IOException {
        List<String> options = new ArrayList<>(companions.recording(directory.resolve("share.jfr")));
        options.addAll(CpuShare.jvmOptions());
        try (HostProgram program =
                HostProgram.start(jdk.home().toString(), options, "Churn", api, ChurnBench.MAX_THREADS)) {
            for (String order : ChurnBench.orders()) {
                program.ask(order + ChurnBench.WARM_UP_MILLIS);
            }
            share(program, ChurnBench.orders().get(0)); // unmeasured: the profiler's own start takes its time in a JVM
            int place = 0;
            for (String order : ChurnBench.orders()) {
                if (place == shares.size()) {
                    shares.add(new ArrayList<>());
                }
                shares.get(place++).add(share(program, order));
            }
        }
    }

    private double share(HostProgram program, String order) throws IOException {
        Path samples = directory.resolve("samples.txt");
        program.ask(order + LEAD_IN_MILLIS);
        program.load(profiler, CpuShare.profilerOptions(samples));
        program.ask(order + MILLIS);
        program.load(profiler, "stop,collapsed,threads,file=" + samples);
        return CpuShare.of(Files.readAllLines(samples));
    }
}
