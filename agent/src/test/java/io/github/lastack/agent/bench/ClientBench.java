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
 * Measures how many times as much CPU a client takes for a connection with one small request, with its server in
 * another process: as few bytes as any program sends, as fast as it can. The server's process has no agent and is the
 * same for all.
 */
final class ClientBench {
    private static final int BYTES = 64;
    private static final int THREADS = 4;
    private static final int TURNS = 12;
    private static final int SLICE_MILLIS = 400;

    /** Unmeasured, before each slice: what the agent has saved of detail while it waited is used up. */
    private static final int LEAD_IN_MILLIS = 800;

    private static final int WARM_UP_MILLIS = 6_000;
    private static final int A_SECOND = 0;
    private static final int CONNECTIONS = 1;
    private static final int MICROS = 1;
    private static final Limit RATIO = Limit.atMost(1.10, "");

    private ClientBench() {}

    static void measure(Companions companions, TestJdk jdk, int rounds, BudgetTable table)
            throws IOException, InterruptedException {
        Path directory = Companions.directory();
        Map<String, List<String>> all = new LinkedHashMap<>();
        all.put(Companions.ALONE, companions.without());
        all.put(Companions.RECORDING, companions.recording(directory.resolve("recording.jfr")));
        all.put(Companions.ALL, companions.recordingAll(directory.resolve("all.jfr")));
        all.put(Companions.FLIGHT_RECORDER, companions.flightRecorder(directory.resolve("default.jfr")));
        Measured measured = new Measured();
        for (int i = 0; i < rounds; i++) {
            round(jdk.home().toString(), all, measured);
        }
        Companions.delete(directory);
        table.put(
                "client: connections a second, alone",
                Limit.NONE,
                jdk.version(),
                "%.0f",
                measured.of(Companions.ALONE, A_SECOND));
        table.put(
                "client: µs of CPU a connection, alone",
                Limit.NONE,
                jdk.version(),
                "%.1f",
                measured.of(Companions.ALONE, MICROS));
        for (String companion : new ArrayList<>(all.keySet()).subList(1, all.size())) {
            table.put(
                    "client: CPU of a connection, ratio, " + companion,
                    companion.equals(Companions.RECORDING) ? RATIO : Limit.NONE,
                    jdk.version(),
                    "%.3f",
                    measured.ratio(companion, MICROS));
        }
    }

    private static void round(String home, Map<String, List<String>> companions, Measured measured)
            throws IOException, InterruptedException {
        String bytes = String.valueOf(BYTES);
        try (HostProgram server = HostProgram.start(home, List.of(), "RequestServer", String.valueOf(THREADS), bytes);
                Turns turns = new Turns()) {
            String port = String.valueOf((int) server.figures()[0]);
            for (Map.Entry<String, List<String>> each : companions.entrySet()) {
                turns.start(each.getKey(), home, each.getValue(), "Client", port, bytes);
            }
            turns.ask(client -> slice(client, WARM_UP_MILLIS));
            measured.beginRound();
            for (int i = 0; i < TURNS; i++) {
                measured.add(turns.ask(client -> {
                    slice(client, LEAD_IN_MILLIS);
                    return slice(client, SLICE_MILLIS);
                }));
            }
        }
    }

    private static double[] slice(HostProgram client, int millis) throws IOException {
        long cpu = client.cpuNanos();
        double[] numbers = client.ask(THREADS + " " + millis);
        return new double[] {numbers[A_SECOND], (client.cpuNanos() - cpu) / 1e3 / numbers[CONNECTIONS]};
    }
}
