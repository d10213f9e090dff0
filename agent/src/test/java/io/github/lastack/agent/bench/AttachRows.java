// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import io.github.lastack.agent.bench.BudgetTable.Limit;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code AttachBench} prints, for the table of budgets. */
final class AttachRows {
    private static final String BENCH = "io.github.lastack.agent.bench.AttachBench";

    /**
     * A row: where, what was done, how many pauses, the longest of them and their sum (each: the worst of all rounds).
     */
    private static final Pattern ROW = Pattern.compile("\\| JDK \\d+, ([^|]+) \\| (attach|detach|attach again) \\|[^|]+"
            + "\\| ([0-9.]+) ms \\(([0-9.]+)\\) \\| ([0-9.]+) ms \\(([0-9.]+)\\) \\|.*");

    private AttachRows() {}

    static void measure(Companions companions, TestJdk jdk, int rounds, BudgetTable table)
            throws IOException, InterruptedException {
        for (String line : lines(
                List.of(companions.agent(), String.valueOf(rounds), jdk.home().toString()))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                table.put(
                        row.group(2) + ", traffic: " + row.group(1) + "; ms, longest stop / all stops",
                        row.group(2).startsWith("attach") ? Limit.atMost(50, " ms") : Limit.NONE,
                        jdk.version(),
                        "%.1f",
                        List.of(figure(row, 3), figure(row, 5)));
            }
        }
    }

    private static Figure figure(Matcher row, int group) {
        double median = Double.parseDouble(row.group(group));
        return new Figure(median, median, Double.parseDouble(row.group(group + 1)), Double.NaN);
    }

    private static List<String> lines(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BENCH));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = process.inputReader().lines().toList();
        if (process.waitFor() != 0) {
            throw new IOException(lines.stream()
                    .filter(line -> line.startsWith("Exception"))
                    .findFirst()
                    .orElse(BENCH + " failed"));
        }
        return lines;
    }
}
