// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.testing;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file of a module's test times, and the table of all modules' slowest classes.
 *
 * <p>A file is the identity of its build on a line, a line of headings, and a line for each class and JDK, separated by
 * tabs: class, JDK (0: none), tests, elapsed seconds, CPU seconds.
 */
final class TimesReport {
    private static final int SLOWEST = 20;

    private TimesReport() {}

    private record Row(String testClass, int jdk, long tests, double elapsed, double cpu) {
        static Row parse(String line) {
            String[] cells = line.split("\t");
            return new Row(
                    cells[0],
                    Integer.parseInt(cells[1]),
                    Long.parseLong(cells[2]),
                    Double.parseDouble(cells[3]),
                    Double.parseDouble(cells[4]));
        }

        String cell() {
            return String.format(Locale.ROOT, "%s %.0f/%.0f", jdk == TestTimes.NO_JDK ? "-" : jdk, elapsed, cpu);
        }
    }

    static void write(Path file, String build, Map<TestTimes.Key, TestTimes.Total> totals) throws IOException {
        List<String> lines = new ArrayList<>(List.of(build, "class\tjdk\ttests\telapsed\tcpu"));
        totals.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<TestTimes.Key, ?> entry) ->
                                entry.getKey().testClass())
                        .thenComparing(entry -> entry.getKey().jdk()))
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%s\t%d\t%d\t%.3f\t%.3f",
                        entry.getKey().testClass(),
                        entry.getKey().jdk(),
                        entry.getValue().tests.sum(),
                        entry.getValue().elapsed.sum() / 1e9,
                        entry.getValue().cpu.sum() / 1e9))
                .forEach(lines::add);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, lines);
    }

    /** The slowest classes of those files that the same build has written. */
    static String of(List<Path> files, String build) throws IOException {
        Map<String, List<Row>> classes = new TreeMap<>();
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file);
            if (lines.get(0).equals(build)) {
                lines.stream().skip(2).map(Row::parse).forEach(row -> classes.computeIfAbsent(
                                row.testClass, name -> new ArrayList<>())
                        .add(row));
            }
        }
        String rows = classes.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<String, List<Row>> entry) -> -elapsed(entry.getValue())))
                .limit(SLOWEST)
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%-28s %5d %8.1f %8.1f  %s%n",
                        entry.getKey().substring(entry.getKey().lastIndexOf('.') + 1),
                        entry.getValue().stream().mapToLong(Row::tests).sum(),
                        elapsed(entry.getValue()),
                        cpu(entry.getValue()),
                        entry.getValue().stream().map(Row::cell).collect(joining("  "))))
                .collect(joining());
        List<Row> all = classes.values().stream().flatMap(List::stream).toList();
        return String.format(
                Locale.ROOT,
                "Slowest test classes (seconds; tests that run side by side each count whole):%n"
                        + "%-28s %5s %8s %8s  JDK elapsed/CPU%n%s%-28s %5d %8.1f %8.1f%n",
                "class",
                "tests",
                "elapsed",
                "CPU",
                rows,
                "all " + classes.size() + " classes",
                all.stream().mapToLong(Row::tests).sum(),
                elapsed(all),
                cpu(all));
    }

    private static double elapsed(List<Row> rows) {
        return rows.stream().mapToDouble(Row::elapsed).sum();
    }

    private static double cpu(List<Row> rows) {
        return rows.stream().mapToDouble(Row::cpu).sum();
    }
}
