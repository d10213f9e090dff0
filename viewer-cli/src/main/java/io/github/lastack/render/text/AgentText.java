// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Style;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code lastack status}: the status of the agent in a JVM. */
public final class AgentText {
    private AgentText() {}

    public static String of(AgentStatus status, Style style) {
        Lines lines = new Lines();
        lines.add(style.bold("the agent is running in process " + status.pid()) + ", version " + status.version()
                + ", since " + Style.time(status.since()));
        line(lines, "options", status.options());
        recorded(lines, status);
        line(lines, "open", open(status.open()));
        if (status.unconnectedBefore() > 0) {
            line(
                    lines,
                    "",
                    style.bad(Style.count(status.unconnectedBefore(), "descriptor")
                            + " without a connection, opened before the agent was attached"));
        }
        status.probeInterval().ifPresent(interval -> line(lines, "probe", probe(interval)));
        line(lines, "kernel", status.kernelAsked() ? "is asked for states" : style.bad("cannot be asked for states"));
        line(lines, "hooks", hooks(status, style));
        line(lines, "errors", errors(status, style));
        return lines.toString();
    }

    private static void line(Lines lines, String label, String text) {
        lines.add("  %-9s %s".formatted(label, text));
    }

    private static void recorded(Lines lines, AgentStatus status) {
        boolean known = status.described().isPresent() && status.counted().isPresent();
        String connections = known
                ? connections(status.described().getAsLong(), status.counted().getAsLong())
                : "yes";
        if (status.recorded()) {
            line(lines, "recorded", connections);
            return;
        }
        line(lines, "recorded", "no: no recording is running; 'lastack record' starts one");
        if (known) {
            line(lines, "opened", connections);
        }
    }

    private static String connections(long described, long counted) {
        if (described + counted == 0) {
            return "no connections yet";
        }
        return Style.count(described, "connection")
                + (counted == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %,d more aggregated (rate above detail)", counted));
    }

    private static String probe(Duration interval) {
        return interval.isZero() ? "off" : "every " + Style.duration(interval);
    }

    private static String open(Map<String, Long> open) {
        return open.isEmpty()
                ? "none"
                : open.entrySet().stream()
                        .map(state -> state.getValue() + " " + state.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String hooks(AgentStatus status, Style style) {
        return Style.count(status.hooksInstalled(), "method") + " watched"
                + (status.hooksFailed().isEmpty() ? "" : "; " + style.bad("not watched: " + status.hooksFailed()));
    }

    private static String errors(AgentStatus status, Style style) {
        return status.suppressedErrors() == 0
                ? "none"
                : style.bad(Style.count(status.suppressedErrors(), "error") + " suppressed, the last: "
                        + status.lastSuppressedError());
    }
}
