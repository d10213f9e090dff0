// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import io.github.lastack.agent.bench.BudgetTable.Limit;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures the cost of the hook after every read or write that moves bytes, over 256 connections in turn: once by
 * itself, as the agent installs it, and once by a write and a read over the loopback with and without it, where two
 * nanoseconds of some thousands do not show.
 */
final class ReadBench {
    private static final int TURNS = 12;
    private static final int WARM_UP = 3;

    /** An average over millions of calls: the question itself allocates. */
    private static final double LESS_THAN_AN_OBJECT = 0.001;

    private static final int NANOS = 0;
    private static final int BYTES = 1;

    private ReadBench() {}

    static void measure(Companions companions, TestJdk jdk, int rounds, BudgetTable table)
            throws IOException, InterruptedException {
        Path directory = Companions.directory();
        Path file = directory.resolve("reads.jfr");
        String home = jdk.home().toString();
        Measured hook = new Measured();
        Measured wire = new Measured();
        for (int i = 0; i < rounds; i++) {
            try (Turns turns = new Turns()) {
                turns.start(Companions.ALONE, home, companions.without(), "Reads");
                turns.start(Companions.RECORDING, home, companions.recording(file), "Reads");
                hook.beginRound();
                wire.beginRound();
                for (int turn = -WARM_UP; turn < TURNS; turn++) {
                    var answers = turns.ask(program -> program.ask("wire"));
                    if (turn >= 0) {
                        wire.add(answers);
                    }
                }
            }
            try (Turns turns = new Turns()) {
                turns.start(Companions.ALONE, home, opened(companions.recording(file), jdk), "Reads");
                for (int turn = -WARM_UP; turn < TURNS; turn++) {
                    var answers = turns.ask(program -> program.ask("hook"));
                    if (turn >= 0) {
                        hook.add(answers);
                    }
                }
            }
        }
        Companions.delete(directory);
        tell(table, jdk.version(), hook, wire);
    }

    /** The program hands the hook the channels' own descriptors. */
    private static List<String> opened(List<String> arguments, TestJdk jdk) {
        List<String> all = new ArrayList<>(arguments);
        if (jdk.version() > 8) {
            all.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
        }
        return all;
    }

    private static void tell(BudgetTable table, int version, Measured hook, Measured wire) {
        table.put(
                "read or write: ns added by its hook",
                Limit.atMost(6, " ns"),
                version,
                "%.2f",
                hook.of(Companions.ALONE, NANOS));
        table.put(
                "read or write: bytes allocated by its hook",
                new Limit("none", 0, LESS_THAN_AN_OBJECT),
                version,
                "%.2f",
                hook.of(Companions.ALONE, BYTES));
        table.put(
                "a byte written and read over the loopback: ns, alone",
                Limit.NONE,
                version,
                "%.0f",
                wire.of(Companions.ALONE, NANOS));
        table.put(
                "a byte written and read over the loopback: ns added, " + Companions.RECORDING,
                Limit.NONE,
                version,
                "%.0f",
                wire.added(Companions.RECORDING, NANOS));
    }
}
