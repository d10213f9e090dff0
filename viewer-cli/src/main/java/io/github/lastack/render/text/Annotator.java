// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.render.layout.SocketLine;
import io.github.lastack.render.layout.Style;
import java.util.HashMap;
import java.util.Map;

/** {@code lastack annotate}: adds the code to the lines of tools that know only addresses. */
public final class Annotator {
    private static final String INDENT = "      ";

    private final Map<SocketLine, Diagnosis.Connection> byEnds = new HashMap<>();
    private final Map<Integer, Diagnosis.Listener> byPort = new HashMap<>();
    private final Style style;

    public Annotator(Diagnosis diagnosis, Style style) {
        this.style = style;
        for (Diagnosis.Listener listener : diagnosis.listeners()) {
            byPort.put(listener.history().localPort(), listener);
        }
        for (Diagnosis.Connection connection : diagnosis.connections()) {
            ConnectionHistory history = connection.history();
            // In the order of opening, so for a port that was used again the newest connection stays.
            byEnds.put(new SocketLine(history.ends().local(), history.remote()), connection);
        }
    }

    /** The line, and below it the code that opened the connection and touched it last, where that is known. */
    public String of(String line) {
        SocketLine ends = SocketLine.of(line);
        if (ends.remote() == null) {
            Diagnosis.Listener listener = byPort.get(ends.localPort());
            return line + (listener == null ? "" : note("listens", listener.opened()));
        }
        Diagnosis.Connection connection = byEnds.get(ends);
        if (connection == null) {
            return line;
        }
        return line
                + note("opened", connection.opened())
                + (connection.touched().equals(connection.opened()) ? "" : note("last touched", connection.touched()));
    }

    private String note(String what, String frame) {
        return "\n" + style.faint(INDENT + what + " at ") + frame;
    }
}
