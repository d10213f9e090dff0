// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import io.github.lastack.agent.bench.BudgetTable.Limit;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Measures what is left of the throughput of an HTTP server whose clients keep their connections. The clients are in
 * this JVM, which has no agent and is the same for all; the CPU is the server's alone, and varies less on a busy
 * machine than the throughput does.
 */
final class HttpBench {
    private static final int TURNS = 10;
    private static final int SLICE_MILLIS = 200;
    private static final int LEAD_IN_MILLIS = 20;

    /** For each server by itself, as it will be asked. */
    private static final int WARM_UP_MILLIS = 3_000;

    private static final int REQUESTS_A_SECOND = 0;
    private static final int MICROS = 1;
    private static final Limit RATIO = Limit.atLeast(0.995);

    private HttpBench() {}

    static void measure(Companions companions, TestJdk jdk, int rounds, BudgetTable table)
            throws IOException, InterruptedException {
        Path directory = Companions.directory();
        Measured measured = new Measured();
        for (int i = 0; i < rounds; i++) {
            round(companions, jdk, directory.resolve("http.jfr"), measured);
        }
        Companions.delete(directory);
        table.put(
                "HTTP, kept connections: requests a second, alone",
                Limit.NONE,
                jdk.version(),
                "%.0f",
                measured.of(Companions.ALONE, REQUESTS_A_SECOND));
        for (String ours : new String[] {Companions.LASTACK, Companions.RECORDING}) {
            table.put(
                    "HTTP, kept connections: throughput, ratio, " + ours,
                    RATIO,
                    jdk.version(),
                    "%.4f",
                    measured.ratio(ours, REQUESTS_A_SECOND));
            table.put(
                    "HTTP, kept connections: the server's CPU for a request, ratio, " + ours,
                    Limit.NONE,
                    jdk.version(),
                    "%.4f",
                    measured.ratio(ours, MICROS));
        }
    }

    private static void round(Companions companions, TestJdk jdk, Path file, Measured measured)
            throws IOException, InterruptedException {
        String home = jdk.home().toString();
        try (Turns turns = new Turns();
                HttpLoad load = new HttpLoad()) {
            load.open(turns.start(Companions.ALONE, home, companions.without(), "KeepAlive"));
            load.open(turns.start(Companions.LASTACK, home, companions.following(), "KeepAlive"));
            load.open(turns.start(Companions.RECORDING, home, companions.recording(file), "KeepAlive"));
            turns.ask(server -> slice(load, server, WARM_UP_MILLIS));
            measured.beginRound();
            for (int i = 0; i < TURNS; i++) {
                measured.add(turns.ask(server -> {
                    load.run(server, LEAD_IN_MILLIS);
                    return slice(load, server, SLICE_MILLIS);
                }));
            }
        }
    }

    private static double[] slice(HttpLoad load, HostProgram server, int millis)
            throws IOException, InterruptedException {
        long cpu = server.cpuNanos();
        long begin = System.nanoTime();
        double requests = load.run(server, millis);
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new double[] {requests / seconds, (server.cpuNanos() - cpu) / 1e3 / requests};
    }
}
