// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Style;
import java.util.List;

/** The JVMs that a command can be used on. */
public final class JvmsText {
    private static final int PID_WIDTH = 8;
    private static final int USER_WIDTH = 12;

    private JvmsText() {}

    public record Row(long pid, String user, String command) {}

    public static String of(List<Row> jvms, Style style) {
        if (jvms.isEmpty()) {
            return "no JVM is visible from here\n";
        }
        Lines lines = new Lines();
        lines.add(style.bold(line("PID", "USER", "MAIN CLASS OR JAR")));
        for (Row jvm : jvms) {
            String command = jvm.command().isEmpty() ? "(not visible to this user)" : jvm.command();
            String line = line(Long.toString(jvm.pid()), jvm.user(), command);
            lines.add(
                    !style.piped() && line.length() > style.width()
                            ? line.substring(0, style.width() - 1) + "…"
                            : line);
        }
        return lines.toString();
    }

    private static String line(String pid, String user, String command) {
        return ("%" + PID_WIDTH + "s  %-" + USER_WIDTH + "s  %s").formatted(pid, user, command);
    }
}
