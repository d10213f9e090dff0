// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows under a heading, in columns as wide as their widest cells. The last column is not padded. */
public final class Table {
    private static final String GAP = "  ";
    private static final String NUMBERS = "#";

    private record Row(boolean bad, List<String> cells) {}

    private final List<String> heads;
    private final boolean[] right;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> dispensable = new ArrayList<>();
    private int shortened = -1;
    private UnaryOperator<String> shortener;

    /** @param heads of the columns; a {@code #} before one aligns its column to the right */
    public Table(String... heads) {
        this.heads = Arrays.stream(heads).map(head -> head.replace(NUMBERS, "")).toList();
        this.right = new boolean[heads.length];
        for (int i = 0; i < heads.length; i++) {
            right[i] = heads[i].startsWith(NUMBERS);
        }
    }

    public void row(boolean bad, String... cells) {
        rows.add(new Row(bad, List.of(cells)));
    }

    /** Sets the column to shorten first on a terminal that is too narrow. */
    public Table shorten(String head, UnaryOperator<String> how) {
        shortened = heads.indexOf(head);
        shortener = how;
        return this;
    }

    /** Sets the columns to leave out next, one after the other. */
    public void orLeaveOut(String... columns) {
        dispensable.addAll(List.of(columns));
    }

    public void addTo(Lines lines, Style style) {
        List<Row> all = new ArrayList<>(rows);
        all.add(0, new Row(false, heads));
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            columns.add(i);
        }
        if (!style.piped()) {
            all = fit(all, columns, style.width());
        }
        int[] widths = widths(all);
        boolean head = true;
        for (Row row : all) {
            String line = line(row.cells(), columns, widths);
            lines.add(head ? style.bold(line) : row.bad() ? style.bad(line) : line);
            head = false;
        }
    }

    private List<Row> fit(List<Row> all, List<Integer> columns, int room) {
        List<Row> fitted = all;
        if (shortened >= 0 && width(all, columns) > room) {
            fitted = all.stream().map(this::shorter).toList();
        }
        for (String head : dispensable) {
            if (width(fitted, columns) > room) {
                columns.remove(Integer.valueOf(heads.indexOf(head)));
            }
        }
        return fitted;
    }

    private Row shorter(Row row) {
        List<String> cells = new ArrayList<>(row.cells());
        cells.set(shortened, shortener.apply(cells.get(shortened)));
        return new Row(row.bad(), cells);
    }

    private int width(List<Row> all, List<Integer> columns) {
        int[] widths = widths(all);
        return columns.stream().mapToInt(column -> widths[column]).sum() + GAP.length() * (columns.size() - 1);
    }

    private int[] widths(List<Row> all) {
        int[] widths = new int[heads.size()];
        for (Row row : all) {
            Arrays.setAll(
                    widths,
                    column -> Math.max(widths[column], row.cells().get(column).length()));
        }
        return widths;
    }

    private String line(List<String> cells, List<Integer> columns, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column : columns) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(line.isEmpty() ? "" : GAP);
            boolean last = column == heads.size() - 1;
            line.append(right[column] ? padding + cell : last ? cell : cell + padding);
        }
        return line.toString();
    }
}
