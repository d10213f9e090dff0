// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Measures all that the agent may cost, with its peers, and prints it as tables in Markdown: {@code Budgets AGENT_JAR
 * ROUNDS JDK_HOME...}, with the tests' classes on the class path. Three rounds take a quarter of an hour for a JDK.
 *
 * <p>{@code -Dlastack.bench.peer=JAR} names file-leak-detector's agent; where it follows no sockets the table says so.
 * {@code -Dlastack.bench.profiler=FILE} names async-profiler's library, without which shares of CPU are not measured.
 * {@code -Dlastack.bench.only=churn,client,http,share,read,size,start,attach,held} measures some of it.
 */
public final class Budgets {
    private static final Set<String> ALL =
            Set.of("churn", "client", "http", "share", "read", "size", "start", "attach", "held");
    private static final Set<String> ONLY = Set.copyOf(Arrays.asList(
            System.getProperty("lastack.bench.only", String.join(",", ALL)).split(",")));

    private final Companions companions;
    private final int rounds;
    private final List<TestJdk> jdks;
    private final BudgetTable table = new BudgetTable();
    private final List<String> lacking = new ArrayList<>();
    private final long begin = System.nanoTime();

    private Budgets(Companions companions, int rounds, List<TestJdk> jdks) {
        this.companions = companions;
        this.rounds = rounds;
        this.jdks = jdks;
    }

    private interface Bench {
        void measure(TestJdk jdk) throws IOException, InterruptedException;
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Companions companions = new Companions(args[0], System.getProperty("lastack.bench.peer"));
        List<TestJdk> jdks =
                Arrays.stream(args).skip(2).map(Path::of).map(TestJdk::at).toList();
        System.out.println(machine() + "\n");
        Budgets budgets = new Budgets(companions, Integer.parseInt(args[1]), jdks);
        Runtime.getRuntime().addShutdownHook(new Thread(budgets::print)); // what there is, where it is ended early
        budgets.measure();
    }

    private static String machine() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        return String.format(
                "%d cores of %s, %s %s; load at the start %s.",
                Runtime.getRuntime().availableProcessors(),
                model,
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                load);
    }

    private void measure() throws InterruptedException {
        each("read", jdk -> ReadBench.measure(companions, jdk, rounds, table));
        each("start", jdk -> StartupBench.measure(companions, jdk, rounds, table));
        each("churn", jdk -> ChurnBench.measure(companions, jdk, rounds, table));
        each("client", jdk -> ClientBench.measure(companions, jdk, rounds, table));
        each("http", jdk -> HttpBench.measure(companions, jdk, rounds + 2, table));
        share();
        each("size", jdk -> SizeBench.measure(companions, jdk, table));
        each("attach", jdk -> AttachRows.measure(companions, jdk, 1, table));
        held();
    }

    private void each(String name, Bench bench) throws InterruptedException {
        for (TestJdk jdk : ONLY.contains(name) ? jdks : List.<TestJdk>of()) {
            one(name + ", " + jdk, () -> bench.measure(jdk));
        }
    }

    private void share() throws InterruptedException {
        String profiler = System.getProperty("lastack.bench.profiler");
        if (profiler != null) {
            each("share", jdk -> {
                ChurnShare.measure(companions, Path.of(profiler), jdk, rounds, table);
                HttpShare.measure(companions, Path.of(profiler), jdk, rounds, table);
                BusyShare.measure(companions, Path.of(profiler), jdk, rounds, table);
            });
        } else if (ONLY.contains("share")) {
            lacking.add("share: no profiler at hand");
        }
    }

    /** Measures idle connections, all at once and last: it leaves many ports in TIME_WAIT. */
    private void held() throws InterruptedException {
        if (ONLY.contains("held")) {
            one("held, all", () -> IdleConnectionsBench.measure(companions, jdks, table));
        }
    }

    /** Runs one step; a failure is printed, and the other steps still run. */
    private void one(String what, Step step) throws InterruptedException {
        System.err.printf("%d s: %s%n", seconds(), what);
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            lacking.add(what + ": "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private long seconds() {
        return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    }

    private synchronized void print() {
        System.out.println("Three figures in a cell are below 0, 15 and 30 frames; ✗ does not keep the budget;"
                + " of an end is of one of the two ends"
                + " that a connection has in the one JVM; added is to the whole process.\n");
        System.out.println(table.summary());
        lacking.forEach(each -> System.out.println("Not measured: " + each));
        System.out.println("\n" + table.details());
        System.out.printf("Took %d s.%n", seconds());
    }
}
