// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import io.github.lastack.agent.bench.BudgetTable.Limit;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the cost of open, idle connections in heap and in CPU of the probe. All JVMs hold theirs at the same time:
 * nearly all of it is waiting. Where a process may not have 50,000 descriptors, it uses as many thousands as it may.
 */
final class IdleConnectionsBench {
    private static final int FEW = 1_000;
    private static final int SOME = 10_000;
    private static final int MANY = 50_000;
    private static final int OTHER_DESCRIPTORS = 200;

    private static final String SECONDS = "20";

    /** With many, some probes are ten seconds apart. */
    private static final String SECONDS_FOR_MANY = "45";

    private static final String AT_ONCE = "1";
    private static final int BYTES = 0;
    private static final int PROBE_MILLIS_A_SECOND = 1;

    private final TestJdk jdk;
    private final Path directory = Companions.directory();
    private final Map<String, HostProgram> holding = new LinkedHashMap<>();

    private IdleConnectionsBench(TestJdk jdk) throws IOException {
        this.jdk = jdk;
    }

    static void measure(Companions companions, List<TestJdk> jdks, BudgetTable table) throws IOException {
        List<IdleConnectionsBench> benches = new ArrayList<>();
        for (TestJdk jdk : jdks) {
            IdleConnectionsBench bench = new IdleConnectionsBench(jdk);
            bench.start(companions);
            benches.add(bench);
        }
        for (IdleConnectionsBench bench : benches) {
            bench.tell(table);
            Companions.delete(bench.directory);
        }
    }

    private void start(Companions companions) throws IOException {
        List<String> recording = companions.recordingAll(directory.resolve("held.jfr"));
        hold(Companions.ALONE, companions.without(), SOME, AT_ONCE);
        hold(Companions.ALONE, companions.without(), 2, AT_ONCE);
        hold(Companions.LASTACK, companions.following(), 2, AT_ONCE);
        hold(Companions.RECORDING, companions.recordingAll(directory.resolve("none.jfr")), 2, AT_ONCE);
        hold(Companions.RECORDING, recording, SOME, SECONDS_FOR_MANY);
        for (int connections : List.of(FEW, SOME, asManyAsMayBe())) {
            hold(
                    Companions.LASTACK,
                    companions.following(),
                    connections,
                    connections == FEW ? SECONDS : SECONDS_FOR_MANY);
        }
    }

    /** A JVM allows itself what the system allows at most. */
    private static int asManyAsMayBe() throws IOException {
        String limit = Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split(" {2,}")[2])
                .findFirst()
                .orElseThrow();
        return limit.equals("unlimited")
                ? MANY
                : (int) Math.min(MANY, (Long.parseLong(limit) - OTHER_DESCRIPTORS) / FEW * FEW);
    }

    private void hold(String companion, List<String> options, int connections, String seconds) throws IOException {
        holding.put(
                companion + connections,
                HostProgram.start(
                        jdk.home().toString(), options, "IdleConnections", Integer.toString(connections / 2), seconds));
    }

    private void tell(BudgetTable table) throws IOException {
        Map<String, double[]> held = new LinkedHashMap<>();
        for (Map.Entry<String, HostProgram> each : holding.entrySet()) {
            try (HostProgram program = each.getValue()) {
                held.put(each.getKey(), program.figures());
            }
        }
        int many = asManyAsMayBe();
        probe(table, FEW, Limit.atMost(0.2, " %"), held);
        probe(table, SOME, Limit.NONE, held);
        probe(table, many, Limit.atMost(1, " %"), held);
        if (many < MANY) {
            table.lacks(
                    title(MANY), Limit.atMost(1, " %"), jdk.version(), "no more than " + many + " descriptors allowed");
        }
        heap(table, Companions.LASTACK, held);
        heap(table, Companions.RECORDING, held);
    }

    private void probe(BudgetTable table, int connections, Limit limit, Map<String, double[]> held) {
        double percent = held.get(Companions.LASTACK + connections)[PROBE_MILLIS_A_SECOND] / 10;
        table.put(title(connections), limit, jdk.version(), "%.2f", Figure.once(percent));
    }

    private static String title(int connections) {
        return String.format("probe of %,d connections: %% of a core", connections);
    }

    private void heap(BudgetTable table, String companion, Map<String, double[]> held) {
        double some = held.get(companion + SOME)[BYTES] - held.get(Companions.ALONE + SOME)[BYTES];
        double none = held.get(companion + 2)[BYTES] - held.get(Companions.ALONE + 2)[BYTES];
        table.put(
                String.format("heap at %,d connections: MB added, %s", SOME, companion),
                Limit.atMost(10, " MB"),
                jdk.version(),
                "%.2f",
                Figure.once(some / 1e6));
        table.put(
                "heap: bytes added by an open connection, " + companion,
                Limit.atMost(320, ""),
                jdk.version(),
                "%.0f",
                Figure.once((some - none) / SOME));
    }
}
