// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.stats.StateTimeline;
import io.github.lastack.facts.KernelFact.Counts;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Sparkline;
import io.github.lastack.render.layout.Style;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The states over the time of the recording: a row with a sparkline for each. */
public final class StatesOverTimeText {
    static final int LABEL = 14;
    private static final int COLUMN = 9;
    private static final int WIDEST = 60;
    private static final String AT_END = "at end";
    private static final String PROCESS = "process";

    /** One column of numbers to the right of the sparklines. */
    private record Column(String head, Map<TcpState, Integer> numbers) {}

    private final Diagnosis diagnosis;
    private final Style style;
    private final Lines lines;

    public StatesOverTimeText(Diagnosis diagnosis, Style style, Lines lines) {
        this.diagnosis = diagnosis;
        this.style = style;
        this.lines = lines;
    }

    /**
     * Adds the table.
     *
     * @param emptyToo whether the states without connections at the end and the transient states are shown too
     * @param kernelToo whether the kernel's counts are shown beside the replay's
     * @return whether a state was left out
     */
    public boolean add(boolean emptyToo, boolean kernelToo) {
        List<Column> columns = columns(kernelToo);
        List<TcpState> all = rows(columns);
        if (all.isEmpty()) {
            lines.add("No connections were recorded.");
            return false;
        }
        List<TcpState> rows = emptyToo
                ? all
                : all.stream().filter(state -> holds(state, columns)).toList();
        int room = Math.min(WIDEST, style.width() - LABEL - COLUMN * columns.size());
        lines.add(style.faint(head(columns, room)));
        rows.forEach(state -> lines.add(row(state, columns, room)));
        String passed = passed(all);
        if (emptyToo && !passed.isEmpty()) {
            lines.labelled(padded("transient", LABEL), LABEL, passed, style.width());
        }
        if (kernelToo) {
            counted();
        }
        return rows.size() < all.size() || !emptyToo && !passed.isEmpty();
    }

    public boolean hasKernelCounts() {
        return columns(true).size() > columns(false).size();
    }

    /** Whether this process has connections in the state at the end, or had when the kernel was last asked. */
    private static boolean holds(TcpState state, List<Column> columns) {
        return state != TcpState.CLOSED
                && columns.stream()
                        .filter(column ->
                                column.head().equals(AT_END) || column.head().equals(PROCESS))
                        .anyMatch(column -> column.numbers().getOrDefault(state, 0) > 0);
    }

    /** The kernel's counts are added only where they belong to a single JVM. */
    private List<Column> columns(boolean kernelToo) {
        List<Column> columns = new ArrayList<>();
        Map<TcpState, Integer> most = new EnumMap<>(TcpState.class);
        diagnosis.timeline().lines().forEach((state, line) -> most.put(state, line.most()));
        most.remove(TcpState.CLOSED);
        columns.add(new Column("peak", most));
        Map<TcpState, Integer> atEnd = new EnumMap<>(TcpState.class);
        most.keySet().forEach(state -> atEnd.put(state, 0));
        atEnd.putAll(diagnosis.states());
        columns.add(new Column(AT_END, atEnd));
        if (kernelToo && diagnosis.readings().size() == 1) {
            kernel(PROCESS, diagnosis.readings().get(0).process(), columns);
            kernel("machine", diagnosis.readings().get(0).machine(), columns);
        }
        return columns;
    }

    private static void kernel(String head, List<Counts> readings, List<Column> columns) {
        if (!readings.isEmpty()) {
            Map<TcpState, Integer> counts = new EnumMap<>(TcpState.class);
            counts.putAll(readings.get(readings.size() - 1).states());
            counts.remove(TcpState.CLOSED);
            columns.add(new Column(head, counts));
        }
    }

    /** The states in which a connection was at the end of some interval; transient states have no row. */
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

    private String passed(List<TcpState> rows) {
        return diagnosis.timeline().lines().keySet().stream()
                .filter(state -> !rows.contains(state))
                .map(TcpState::name)
                .collect(Collectors.joining(", "));
    }

    /** States when the kernel counted, which is not at the end of the recording. */
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
                            "process and machine counted at " + Style.moment(at, diagnosis.recording())
                                    + unconnected(readings.process()),
                            style.width()));
        }
    }

    /** {@code ; no connection, descriptor open: 93}; empty if there is none. */
    private static String unconnected(List<Counts> readings) {
        String open = readings.isEmpty()
                ? ""
                : StateText.unconnected(readings.get(readings.size() - 1).states());
        return open.isEmpty() ? "" : "; " + open;
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
        // A closed connection stays closed, so the number is enough.
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
