// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import io.github.lastack.agent.bench.BudgetTable.Limit;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what the agent adds to the start of a JVM whose main does nothing: in elapsed time, and in CPU time, which
 * varies less on a busy machine.
 */
final class StartupBench {
    private static final int PAIRS_A_ROUND = 4;
    private static final int WALL = 0;
    private static final int CPU = 1;

    private StartupBench() {}

    static void measure(Companions companions, TestJdk jdk, int rounds, BudgetTable table)
            throws IOException, InterruptedException {
        Path directory = Companions.directory();
        Map<String, List<String>> starts = new LinkedHashMap<>();
        starts.put(Companions.ALONE, companions.without());
        starts.put(Companions.LASTACK, companions.following());
        starts.put(Companions.RECORDING, companions.recording(directory.resolve("startup.jfr")));
        starts.put(Companions.FLIGHT_RECORDER, companions.flightRecorder(directory.resolve("default.jfr")));
        once(jdk, starts); // fills the file cache
        Measured measured = new Measured();
        for (int i = 0; i < rounds; i++) {
            measured.beginRound();
            for (int pair = 0; pair < PAIRS_A_ROUND; pair++) {
                measured.add(once(jdk, starts));
            }
        }
        Map<String, Figure> classes = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> start : starts.entrySet()) {
            classes.put(start.getKey(), Figure.once(classesLoaded(jdk, start.getValue())));
        }
        Companions.delete(directory);
        put(table, jdk, "ms, alone", Limit.NONE, measured.of(Companions.ALONE, WALL));
        put(table, jdk, "ms added, Lastack", Limit.atMost(250, " ms"), measured.added(Companions.LASTACK, WALL));
        put(table, jdk, "ms of CPU added, Lastack", Limit.NONE, measured.added(Companions.LASTACK, CPU));
        put(
                table,
                jdk,
                "ms added, Lastack, recording (JFR's own start included)",
                Limit.NONE,
                measured.added(Companions.RECORDING, WALL));
        put(
                table,
                jdk,
                "ms of CPU added, Lastack, recording (JFR's own start included)",
                Limit.NONE,
                measured.added(Companions.RECORDING, CPU));
        put(
                table,
                jdk,
                "ms of CPU added, " + Companions.FLIGHT_RECORDER,
                Limit.NONE,
                measured.added(Companions.FLIGHT_RECORDER, CPU));
        classes.forEach((companion, loaded) -> put(table, jdk, "classes loaded, " + companion, Limit.NONE, loaded));
    }

    private static double classesLoaded(TestJdk jdk, List<String> options) throws IOException {
        List<String> verbose = new ArrayList<>(options);
        verbose.add("-verbose:class");
        Process process = new ProcessBuilder(HostProgram.command(jdk.home().toString(), verbose, "Nothing"))
                .redirectErrorStream(true)
                .start();
        // JDK 8: "[Loaded java.lang.Object from ...]"; later: "[0.01s][info][class,load] java.lang.Object source: ..."
        return process.inputReader()
                .lines()
                .filter(line -> line.startsWith("[Loaded ") || line.contains(" source: "))
                .count();
    }

    private static Map<String, double[]> once(TestJdk jdk, Map<String, List<String>> starts)
            throws IOException, InterruptedException {
        Map<String, double[]> took = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> start : starts.entrySet()) {
            List<String> command = HostProgram.command(jdk.home().toString(), start.getValue(), "Nothing");
            long begin = System.nanoTime();
            double cpuMillis = Cpu.millisOf(command);
            took.put(start.getKey(), new double[] {(System.nanoTime() - begin) / 1e6, cpuMillis});
        }
        return took;
    }

    private static void put(BudgetTable table, TestJdk jdk, String what, Limit limit, Figure figure) {
        table.put("start of the JVM: " + what, limit, jdk.version(), "%.0f", figure);
    }
}
