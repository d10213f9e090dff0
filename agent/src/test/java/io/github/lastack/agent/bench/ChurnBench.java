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
 * Measures what it costs to follow a connection that is opened, read to its end and closed at once, with both ends in
 * one JVM.
 *
 * <p>All JVMs of a round run at the same time, and each works for {@link #SLICE_MILLIS} in its turn, by one thread and
 * by four, below each of {@link #DEPTHS}.
 */
final class ChurnBench {
    static final List<String> APIS = List.of("Socket", "SocketChannel");
    static final List<Integer> THREADS = List.of(1, 4);

    /**
     * Frames below which the calls are made: none but {@code Churn}'s three, and as many as in a server with
     * frameworks.
     */
    static final List<Integer> DEPTHS = List.of(0, 15, 30);

    static final String MAX_THREADS = "4";

    private static final int TURNS = 5;
    private static final int SLICE_MILLIS = 150;

    /**
     * Unmeasured, before each slice: to have its memory in the caches, and what the agent saved of detail while it
     * waited used up. Only after two quarters of a second more does it take a loop for one; in the middle of a slice
     * that was half of the cost.
     */
    private static final int LEAD_IN_MILLIS = 700;

    private static final int FIRST_MILLIS = 1_000;
    static final int WARM_UP_MILLIS = 2_000;

    private static final int THREADS_MICROS = 0;
    private static final int ENDS_A_SECOND = 1;
    private static final int PROCESS_MICROS = 3;
    private static final int ENDS = 2;

    private static final Limit ADDED = Limit.atMost(5, " µs");
    private static final Limit LOST = Limit.atMost(6, " %");
    private static final Limit SHARE = new Limit("≤ ⅓", Double.NEGATIVE_INFINITY, 1 / 3.0);

    private final TestJdk jdk;
    private final String api;
    private final Map<String, List<String>> companions;
    private final Map<String, Measured> measured = new LinkedHashMap<>();
    private final Measured first = new Measured();

    private ChurnBench(TestJdk jdk, String api, Map<String, List<String>> companions) {
        this.jdk = jdk;
        this.api = api;
        this.companions = companions;
        orders().forEach(order -> measured.put(order, new Measured()));
    }

    static void measure(Companions all, TestJdk jdk, int rounds, BudgetTable table)
            throws IOException, InterruptedException {
        String whyNoPeer = all.whyNoFileLeakDetector(jdk);
        for (String api : APIS) {
            Path directory = Companions.directory();
            ChurnBench bench = new ChurnBench(jdk, api, all.ofChurn(jdk, api, directory));
            for (int i = 0; i < rounds; i++) {
                bench.round();
            }
            bench.tell(table, whyNoPeer);
            Companions.delete(directory);
        }
    }

    /**
     * The orders to {@code Churn}, without the time: for each number of {@link #THREADS}, and for each of {@link
     * #DEPTHS}.
     */
    static List<String> orders() {
        List<String> orders = new ArrayList<>();
        for (int threads : THREADS) {
            DEPTHS.forEach(depth -> orders.add(order(threads, depth)));
        }
        return orders;
    }

    private static String order(int threads, int depth) {
        return threads + " " + depth + " ";
    }

    private void round() throws IOException, InterruptedException {
        try (Turns turns = new Turns()) {
            first.beginRound();
            Map<String, double[]> cold = new LinkedHashMap<>();
            for (Map.Entry<String, List<String>> companion : companions.entrySet()) {
                HostProgram program = turns.start(
                        companion.getKey(), jdk.home().toString(), companion.getValue(), "Churn", api, MAX_THREADS);
                cold.put(companion.getKey(), program.ask(order(1, 30) + FIRST_MILLIS));
            }
            first.add(cold);
            warmUp(turns);
            measured.values().forEach(Measured::beginRound);
            for (int i = 0; i < TURNS; i++) {
                for (Map.Entry<String, Measured> each : measured.entrySet()) {
                    each.getValue().add(turns.ask(program -> slice(program, each.getKey())));
                }
            }
        }
    }

    /** Warms up all JVMs at the same time, unmeasured. */
    private static void warmUp(Turns turns) throws IOException {
        for (String order : orders()) {
            for (HostProgram program : turns.all()) {
                program.tell(order + WARM_UP_MILLIS);
            }
            for (HostProgram program : turns.all()) {
                program.figures();
            }
        }
    }

    private static double[] slice(HostProgram program, String order) throws IOException {
        program.ask(order + LEAD_IN_MILLIS);
        long before = program.cpuNanos();
        double[] numbers = program.ask(order + SLICE_MILLIS);
        double processMicros = (program.cpuNanos() - before) / 1e3 / numbers[ENDS];
        return new double[] {numbers[THREADS_MICROS], numbers[ENDS_A_SECOND], numbers[ENDS], processMicros};
    }

    private void tell(BudgetTable table, String whyNoPeer) {
        for (int threads : THREADS) {
            String where = where(api, threads);
            micros(table, where + ": CPU of an end", threads);
            for (String ours : List.of(Companions.ALL, Companions.RECORDING)) {
                added(table, where, threads, ours, ADDED, LOST);
                share(table, where, threads, ours, whyNoPeer);
            }
            for (String peer :
                    List.of(Companions.FILE_LEAK_DETECTOR, Companions.FLIGHT_RECORDER, Companions.METHOD_TRACE)) {
                if (companions.containsKey(peer)) {
                    added(table, where, threads, peer, Limit.NONE, Limit.NONE);
                } else {
                    String why = peer.equals(Companions.FILE_LEAK_DETECTOR) ? whyNoPeer : "JDK has none";
                    table.lacks(where + ": µs added, " + peer, Limit.NONE, jdk.version(), why);
                    table.lacks(where + ": % of throughput lost, " + peer, Limit.NONE, jdk.version(), why);
                }
            }
        }
        for (String companion : companions.keySet()) {
            if (!companion.equals(Companions.ALONE)) {
                table.put(
                        api + ", 1 thread, depth 30, first second: µs added to threads, " + companion,
                        Limit.NONE,
                        jdk.version(),
                        "%.1f",
                        first.added(companion, THREADS_MICROS));
            }
        }
    }

    static String where(String api, int threads) {
        return api + ", " + threads + (threads == 1 ? " thread" : " threads");
    }

    private void micros(BudgetTable table, String what, int threads) {
        List<Figure> figures = new ArrayList<>();
        for (int depth : DEPTHS) {
            figures.add(measured.get(order(threads, depth)).of(Companions.ALONE, PROCESS_MICROS));
        }
        table.put(what + ", alone", Limit.NONE, jdk.version(), "%.1f", figures);
    }

    private void added(BudgetTable table, String where, int threads, String companion, Limit micros, Limit throughput) {
        List<Figure> ofProcess = new ArrayList<>();
        List<Figure> ofThreads = new ArrayList<>();
        List<Figure> lost = new ArrayList<>();
        for (int depth : DEPTHS) {
            Measured at = measured.get(order(threads, depth));
            ofProcess.add(at.added(companion, PROCESS_MICROS));
            ofThreads.add(at.added(companion, THREADS_MICROS));
            lost.add(at.ratio(companion, ENDS_A_SECOND).lost());
        }
        table.put(where + ": µs added, " + companion, micros, jdk.version(), "%.1f", ofProcess);
        if (micros != Limit.NONE) {
            table.put(where + ": µs added to its threads, " + companion, Limit.NONE, jdk.version(), "%.1f", ofThreads);
        }
        table.put(where + ": % of throughput lost, " + companion, throughput, jdk.version(), "%.1f", lost);
    }

    private void share(BudgetTable table, String where, int threads, String ours, String whyNoPeer) {
        String what = where + ": added, " + ours + " ÷ " + Companions.FILE_LEAK_DETECTOR;
        if (!whyNoPeer.isEmpty()) {
            table.lacks(what, SHARE, jdk.version(), whyNoPeer);
            return;
        }
        List<Figure> shares = new ArrayList<>();
        for (int depth : DEPTHS) {
            shares.add(measured.get(order(threads, depth)).share(ours, Companions.FILE_LEAK_DETECTOR, PROCESS_MICROS));
        }
        table.put(what, SHARE, jdk.version(), "%.2f", shares);
    }
}
