// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.ConnectionHistory.MetContradiction;
import io.github.lastack.history.ConnectionHistory.StateEntry;
import io.github.lastack.model.Contradiction;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A connection's states as rows, each with a bar as long as the time in the state. */
public final class StateBars {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS");
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");
    private static final String INDENT = "  ";
    private static final int STATE = 12;
    private static final int FOR = 14;
    private static final int EVIDENCE = 8;
    private static final int SHORTEST = 10;
    private static final int LONGEST = 50;

    private record Row(Instant at, String text) {}

    private final ConnectionHistory history;
    private final Style style;
    private final Instant begin;
    private final Instant end;
    private final DateTimeFormatter times;
    private final int offsets;

    public StateBars(ConnectionHistory history, Style style) {
        this.history = history;
        this.style = style;
        List<StateEntry> states = history.states();
        Instant first = states.get(0).at();
        Instant last = states.get(states.size() - 1).at();
        begin = first.isBefore(history.openedAt()) ? first : history.openedAt();
        end = history.isOver() || last.isAfter(history.until()) ? last : history.until();
        boolean oneDay = begin.atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .equals(end.atOffset(ZoneOffset.UTC).toLocalDate());
        times = oneDay ? TIME : DAY_AND_TIME;
        offsets = offset(end).length();
    }

    public void add(Lines lines) {
        String heads = String.format(
                "%" + offsets + "s  %-" + time(begin).length() + "s  %-" + STATE + "s", "seconds", "UTC", "state");
        lines.add(
                INDENT + style.faint(heads + " ".repeat(room() + 2) + String.format("%" + FOR + "s  evidence", "for")));
        Stream.concat(stays().stream(), contradictions().stream())
                .sorted(Comparator.comparing(Row::at))
                .forEach(row -> lines.add(INDENT + moment(row.at()) + "  " + row.text()));
        if (!history.isOver()) {
            lines.add(INDENT + moment(end) + "  " + style.faint("the recording ends"));
        }
    }

    /** The time since the opening and the time of day: {@code +9.000000  00:00:10.000000}. */
    public String moment(Instant at) {
        return String.format("%" + offsets + "s", offset(at)) + "  " + time(at);
    }

    private String offset(Instant at) {
        Duration since = Duration.between(begin, at);
        return String.format(Locale.ROOT, "+%d.%06d", since.toSeconds(), since.toNanosPart() / 1000);
    }

    private String time(Instant at) {
        return times.format(at.atOffset(ZoneOffset.UTC));
    }

    private List<Row> stays() {
        List<Row> rows = new ArrayList<>();
        List<StateEntry> states = history.states();
        for (int i = 0; i < states.size(); i++) {
            StateEntry stay = states.get(i);
            boolean last = i == states.size() - 1;
            Instant left = last ? end : states.get(i + 1).at();
            boolean over = stay.state() == TcpState.CLOSED;
            boolean lost = last && history.closeLost();
            String bar = over || lost ? "" : bar(stay.at(), left);
            String time = over ? "" : lost ? "not known" : Style.duration(Duration.between(stay.at(), left));
            String evidence = stay.evidence().name().toLowerCase(Locale.ROOT);
            rows.add(new Row(
                    stay.at(),
                    String.format("%-" + STATE + "s  ", stay.state())
                            + bar
                            + " ".repeat(room() - bar.length())
                            + String.format("%" + FOR + "s  ", time)
                            + (evidence.equals("inferred") ? style.faint(evidence) : evidence)));
        }
        return rows;
    }

    private List<Row> contradictions() {
        List<Row> rows = new ArrayList<>();
        for (MetContradiction met : history.contradictions()) {
            Contradiction what = met.what();
            String event = what.signal() == null ? "the kernel reported " + what.kernel() : "event " + what.signal();
            rows.add(new Row(met.at(), "contradiction: in " + what.state() + ", " + event));
        }
        return rows;
    }

    private int room() {
        int taken = INDENT.length() + offsets + time(begin).length() + STATE + FOR + EVIDENCE + 8;
        return Math.max(SHORTEST, Math.min(LONGEST, style.width() - taken));
    }

    private String bar(Instant from, Instant to) {
        double whole = Math.max(1, Duration.between(begin, end).toNanos());
        int room = room();
        int first = (int) (Duration.between(begin, from).toNanos() / whole * room);
        int next = (int) Math.round(Duration.between(begin, to).toNanos() / whole * room);
        boolean isThin = next <= first;
        String line = isThin ? (style.unicode() ? "▏" : "|") : (style.unicode() ? "█" : "#").repeat(next - first);
        return " ".repeat(Math.min(first, room - 1)) + line;
    }
}
