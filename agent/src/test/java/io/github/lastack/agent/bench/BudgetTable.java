// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A row for each budget and each peer's figure, a column for each JDK. A figure that does not keep its budget has a
 * cross. A second table has the quartiles and standard errors.
 */
final class BudgetTable {
    private static final String CROSS = " ✗";

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Set<Integer> versions = new TreeSet<>();
    private final List<String> details = new ArrayList<>();

    /** A budget; both ends count as kept. */
    record Limit(String words, double least, double most) {
        static final Limit NONE = new Limit("", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

        static Limit atMost(double most, String unit) {
            return new Limit("≤ " + number(most) + unit, Double.NEGATIVE_INFINITY, most);
        }

        static Limit atLeast(double least) {
            return new Limit("≥ " + least, least, Double.POSITIVE_INFINITY);
        }

        private static String number(double number) {
            return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
        }

        boolean allows(double number) {
            return least <= number && number <= most;
        }
    }

    private static final class Row {
        final Limit limit;
        final Map<Integer, String> cells = new LinkedHashMap<>();

        Row(Limit limit) {
            this.limit = limit;
        }

        String kept() {
            boolean measured = cells.values().stream().anyMatch(cell -> cell.matches("-?[0-9].*"));
            if (limit == Limit.NONE || !measured) {
                return "";
            }
            return cells.values().stream().noneMatch(cell -> cell.contains(CROSS)) ? "yes" : "no";
        }
    }

    /** @param format of each figure, such as {@code %.1f}; they stand in the cell in this order */
    void put(String what, Limit limit, int version, String format, List<Figure> figures) {
        List<String> medians = new ArrayList<>();
        for (Figure figure : figures) {
            medians.add(String.format(format, figure.median()) + (limit.allows(figure.median()) ? "" : CROSS));
            details.add(String.format(
                    "| %s | %d | " + format + " | " + format + " to " + format + " | %s |",
                    what,
                    version,
                    figure.median(),
                    figure.low(),
                    figure.high(),
                    Double.isNaN(figure.error()) ? "one round" : String.format("%.4f", figure.error())));
        }
        cell(what, limit, version, String.join(" / ", medians));
    }

    void put(String what, Limit limit, int version, String format, Figure figure) {
        put(what, limit, version, format, List.of(figure));
    }

    /** Notes why there is no figure. */
    void lacks(String what, Limit limit, int version, String why) {
        cell(what, limit, version, why);
    }

    private void cell(String what, Limit limit, int version, String text) {
        versions.add(version);
        rows.computeIfAbsent(what, none -> new Row(limit)).cells.put(version, text);
    }

    /** Returns budgets and whether each is kept, and then the other figures. */
    String summary() {
        return summary("budget", true) + "\n" + summary("beside it", false);
    }

    private String summary(String title, boolean limited) {
        StringBuilder text = new StringBuilder("| | " + title + " |");
        versions.forEach(version -> text.append(" JDK ").append(version).append(" |"));
        text.append(" kept |\n| --- | --- |")
                .append(" --: |".repeat(versions.size()))
                .append(" --- |\n");
        rows.forEach((what, row) -> {
            if ((row.limit != Limit.NONE) == limited) {
                text.append("| ")
                        .append(what)
                        .append(" | ")
                        .append(row.limit.words())
                        .append(" |");
                versions.forEach(version -> text.append(" ")
                        .append(row.cells.getOrDefault(version, "–"))
                        .append(" |"));
                text.append(" ").append(row.kept()).append(" |\n");
            }
        });
        return text.toString();
    }

    String details() {
        return "| | JDK | median | quartiles | standard error |\n| --- | --- | --: | --: | --: |\n"
                + String.join("\n", details) + "\n";
    }
}
