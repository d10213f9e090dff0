// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Style;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code lastack status}: what the agent in a JVM is doing. */
public final class AgentText {
    private AgentText() {}

    public static String of(AgentStatus status, Style style) {
        Lines lines = new Lines();
        lines.add(style.bold("the agent is at work in process " + status.pid()) + ", version " + status.version()
                + ", since " + Style.time(status.since()));
        line(lines, "options", status.options());
        line(
                lines,
                "recorded",
                status.recorded() ? "yes" : "no recording takes its events: 'lastack record' makes one");
        toldOf(lines, status);
        line(lines, "open", open(status.open()));
        if (status.unconnectedBefore() > 0) {
            line(
                    lines,
                    "",
                    style.bad(Style.count(status.unconnectedBefore(), "descriptor")
                            + " without a connection, opened before the agent came"));
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

    private static void toldOf(Lines lines, AgentStatus status) {
        if (status.described().isPresent() && status.counted().isPresent()) {
            line(
                    lines,
                    "told of",
                    toldOf(status.described().getAsLong(), status.counted().getAsLong()));
        }
    }

    private static String toldOf(long described, long counted) {
        if (described + counted == 0) {
            return "no opening yet";
        }
        return number(described)
                + (described == 1 ? " opening" : " openings")
                + " recorded individually"
                + (counted == 0 ? "" : ", and " + number(counted) + " more counted (rate above detail)");
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String probe(Duration interval) {
        return interval.isZero() ? "off" : "every " + Style.duration(interval);
    }

    private static String open(Map<String, Long> open) {
        return open.isEmpty()
                ? "nothing"
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
                : style.bad(Style.count(status.suppressedErrors(), "error") + " kept from the application, the last "
                        + status.lastSuppressedError());
    }
}
