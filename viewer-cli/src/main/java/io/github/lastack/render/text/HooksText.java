// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Style;
import java.util.List;

/** {@code lastack hooks}: the methods that the agent watched. */
public final class HooksText {
    private static final int STATUS_WIDTH = 9;

    private HooksText() {}

    public static String of(Diagnosis diagnosis, Style style) {
        Lines lines = new Lines();
        if (diagnosis.agents().isEmpty()) {
            lines.add("The recording ended before the agent listed its hooks.");
        }
        for (SocketFact.AgentInfo agent : diagnosis.agents()) {
            add(agent, style, lines);
        }
        return lines.toString();
    }

    private static void add(SocketFact.AgentInfo agent, Style style, Lines lines) {
        SocketFact.Hooks hooks = agent.hooks();
        lines.add(headline(agent.mainClass(), hooks));
        add("failed", hooks.failed(), lines);
        for (String row : hooks.installed()) {
            add(hooks.proven().contains(row) ? "proven" : "watched", List.of(row), lines);
        }
        add("waiting", hooks.waiting(), lines);
        add("absent", hooks.absent(), lines);
        lines.blank();
        lines.add(style.faint(
                "proven: confirmed by the self-test; waiting: its library is not loaded; absent: not in this version"));
    }

    private static String headline(String mainClass, SocketFact.Hooks hooks) {
        return (mainClass.isEmpty() ? "" : mainClass + ": ")
                + Style.count(hooks.installed().size(), "method") + " watched"
                + (hooks.proven().isEmpty() ? "" : ", " + hooks.proven().size() + " of them proven")
                + ", " + hooks.failed().size() + " failed";
    }

    private static void add(String status, List<String> rows, Lines lines) {
        rows.forEach(row -> lines.add("  " + status + " ".repeat(STATUS_WIDTH - status.length()) + row));
    }
}
