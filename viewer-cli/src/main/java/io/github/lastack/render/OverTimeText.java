// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.StateTimeline;
import io.github.lastack.model.TcpState;
import io.github.lastack.replay.KernelFact.Counts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The states over the time of the recording: a line and a sparkline for each. */
final class OverTimeText {
    static final int LABEL = 14;
    private static final int COLUMN = 9;
    private static final int WIDEST = 60;

    /** One column of numbers to the right of the sparklines. */
    private record Column(String head, Map<TcpState, Integer> numbers) {}

    private final Diagnosis diagnosis;
    private final Style style;
    private final Lines lines;

    OverTimeText(Diagnosis diagnosis, Style style, Lines lines) {
        this.diagnosis = diagnosis;
        this.style = style;
        this.lines = lines;
    }

    void add() {
        List<Column> columns = columns();
        List<TcpState> rows = rows(columns);
        if (rows.isEmpty()) {
            lines.add("No connections were recorded.");
            return;
        }
        int room = Math.min(WIDEST, style.width() - LABEL - COLUMN * columns.size());
        lines.add(style.faint(head(columns, room)));
        rows.forEach(state -> lines.add(row(state, columns, room)));
        passed(rows);
        counted();
    }

    /** The kernel's own counts stand beside where they can be told apart: those of one JVM. */
    private List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        Map<TcpState, Integer> most = new EnumMap<>(TcpState.class);
        diagnosis.timeline().lines().forEach((state, line) -> most.put(state, line.most()));
        most.remove(TcpState.CLOSED);
        columns.add(new Column("most", most));
        Map<TcpState, Integer> atEnd = new EnumMap<>(TcpState.class);
        most.keySet().forEach(state -> atEnd.put(state, 0));
        atEnd.putAll(diagnosis.states());
        columns.add(new Column("at end", atEnd));
        if (diagnosis.readings().size() == 1) {
            kernel("process", diagnosis.readings().get(0).process(), columns);
            kernel("machine", diagnosis.readings().get(0).machine(), columns);
        }
        return columns;
    }

    private static void kernel(String head, List<Counts> readings, List<Column> columns) {
        if (!readings.isEmpty()) {
            columns.add(new Column(head, readings.get(readings.size() - 1).states()));
        }
    }

    /** A state that connections only pass, between one look and the next, is no row. */
    private List<TcpState> rows(List<Column> columns) {
        List<TcpState> rows = new ArrayList<>();
        for (TcpState state : TcpState.values()) {
            StateTimeline.Line line = diagnosis.timeline().lines().get(state);
            boolean stays = line != null && line.atEnd().stream().anyMatch(count -> count > 0);
            boolean counted =
                    columns.stream().skip(1).anyMatch(column -> column.numbers().getOrDefault(state, 0) > 0);
            if (stays || counted) {
                rows.add(state);
            }
        }
        return rows;
    }

    private void passed(List<TcpState> rows) {
        String passed = diagnosis.timeline().lines().keySet().stream()
                .filter(state -> !rows.contains(state))
                .map(TcpState::name)
                .collect(Collectors.joining(", "));
        if (!passed.isEmpty()) {
            lines.labelled(padded("only passed", LABEL), LABEL, passed, style.width());
        }
    }

    /** What the kernel counted is of another moment than the end. */
    private void counted() {
        if (diagnosis.readings().size() == 1) {
            Diagnosis.Readings readings = diagnosis.readings().get(0);
            Stream.of(readings.process(), readings.machine())
                    .flatMap(List::stream)
                    .map(Counts::at)
                    .max(Comparator.naturalOrder())
                    .ifPresent(at -> lines.labelled(
                            padded("kernel", LABEL),
                            LABEL,
                            "counted the process and the machine at " + Style.moment(at, diagnosis.recording()),
                            style.width()));
        }
    }

    private String head(List<Column> columns, int room) {
        StateTimeline timeline = diagnosis.timeline();
        String from = Style.moment(timeline.start(), diagnosis.recording());
        String to = Style.moment(timeline.end(), diagnosis.recording());
        String between = "from " + from + " to " + to;
        return padded("states", LABEL)
                + padded(between.length() > room ? "" : between, room)
                + columns.stream().map(column -> right(column.head())).collect(Collectors.joining());
    }

    private String row(TcpState state, List<Column> columns, int room) {
        StateTimeline.Line line = diagnosis.timeline().lines().get(state);
        // What is closed stays closed: its number says all that there is to say.
        boolean drawn = line != null && state != TcpState.CLOSED;
        String spark = padded(drawn ? Sparkline.of(line.peak(), room, style) : "", room);
        String label = padded(state.name(), LABEL);
        String numbers = columns.stream()
                .map(column -> right(number(column.numbers().get(state))))
                .collect(Collectors.joining());
        return state == TcpState.CLOSE_WAIT ? label + style.bad(spark) + numbers : label + spark + numbers;
    }

    private static String number(Integer number) {
        return number == null ? "" : String.format(Locale.ROOT, "%,d", number);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text) {
        return " ".repeat(Math.max(1, COLUMN - text.length())) + text;
    }
}
