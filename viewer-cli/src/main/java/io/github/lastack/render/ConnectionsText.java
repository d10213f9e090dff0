// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.replay.ConnectionHistory;
import io.github.lastack.replay.ListenerHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code lastack connections}: a table like that of netstat, with code on it. */
public final class ConnectionsText {
    private static final List<String> HEADER = List.of("ID", "ROLE", "LOCAL", "REMOTE", "STATE", "FOR", "OPENED");
    private static final String GAP = "  ";

    private ConnectionsText() {}

    public static String of(Diagnosis diagnosis, Style style) {
        Lines lines = new Lines();
        if (diagnosis.connections().isEmpty() && diagnosis.listeners().isEmpty()) {
            return lines.add("no connections").add(Verdict.recording(diagnosis)).toString();
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        Instant end = diagnosis.recording().end();
        diagnosis.listeners().forEach(listener -> rows.add(row(listener, end)));
        diagnosis.connections().forEach(connection -> rows.add(row(connection)));
        int[] widths = widths(rows);
        for (List<String> row : rows) {
            String line = line(row, widths);
            lines.add(row == HEADER ? style.bold(line) : row.get(4).equals("CLOSE_WAIT") ? style.bad(line) : line);
        }
        return lines.toString();
    }

    private static List<String> row(Diagnosis.Connection connection) {
        ConnectionHistory history = connection.history();
        boolean over = history.state() == TcpState.CLOSED || history.closeLost();
        return List.of(
                Long.toString(history.id()),
                history.role().name().toLowerCase(Locale.ROOT),
                history.ends().local(),
                history.remote(),
                history.closeLost() ? "close lost" : history.state().name(),
                over ? "-" : Style.duration(history.inState()),
                connection.opened());
    }

    private static List<String> row(Diagnosis.Listener listener, Instant end) {
        ListenerHistory history = listener.history();
        String queue = history.newest()
                .filter(newest -> !history.gone())
                .map(newest -> "  (" + newest.acceptQueue() + " of " + newest.backlog() + " wait"
                        + (newest.synReceived() > 0 ? ", " + newest.synReceived() + " in SYN_RECEIVED" : "") + ")")
                .orElse("");
        return List.of(
                Long.toString(history.id()),
                Role.SERVER.name().toLowerCase(Locale.ROOT),
                history.local(),
                "*",
                history.state().name(),
                history.gone() ? "-" : Style.duration(Duration.between(history.openedAt(), end)),
                listener.opened() + queue);
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            Arrays.setAll(
                    widths, column -> Math.max(widths[column], row.get(column).length()));
        }
        return widths;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            line.append(column == 0 ? "" : GAP);
            String padding = " ".repeat(widths[column] - cell.length());
            // Numbers to the right, words to the left; the last column needs no padding.
            line.append(column == 0 ? padding + cell : column == row.size() - 1 ? cell : cell + padding);
        }
        return line.toString();
    }
}
