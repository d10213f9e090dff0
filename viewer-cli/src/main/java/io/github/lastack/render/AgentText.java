// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code lastack status}: what the agent in a JVM is doing. */
public final class AgentText {
    private AgentText() {}

    /** @param open how many descriptors are in each state */
    public record Status(
            long pid,
            String version,
            String options,
            Instant since,
            boolean recorded,
            boolean kernelAsked,
            Map<String, Long> open,
            long suppressedErrors,
            String lastSuppressedError,
            long hooksInstalled,
            String hooksFailed) {}

    public static String of(Status status, Style style) {
        Lines lines = new Lines();
        lines.add(style.bold("the agent is at work in process " + status.pid()) + ", version " + status.version()
                + ", since " + Style.time(status.since()));
        line(lines, "options", status.options());
        line(
                lines,
                "recorded",
                status.recorded() ? "yes" : "no recording takes its events: 'lastack record' makes one");
        line(lines, "open", open(status.open()));
        line(lines, "kernel", status.kernelAsked() ? "is asked for states" : style.bad("cannot be asked for states"));
        line(lines, "hooks", hooks(status, style));
        line(lines, "errors", errors(status, style));
        return lines.toString();
    }

    private static void line(Lines lines, String label, String text) {
        lines.add("  %-9s %s".formatted(label, text));
    }

    private static String open(Map<String, Long> open) {
        return open.isEmpty()
                ? "nothing"
                : open.entrySet().stream()
                        .map(state -> state.getValue() + " " + state.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String hooks(Status status, Style style) {
        return Style.count(status.hooksInstalled(), "method") + " watched"
                + (status.hooksFailed().isEmpty() ? "" : "; " + style.bad("not watched: " + status.hooksFailed()));
    }

    private static String errors(Status status, Style style) {
        return status.suppressedErrors() == 0
                ? "none"
                : style.bad(Style.count(status.suppressedErrors(), "error") + " kept from the application, the last "
                        + status.lastSuppressedError());
    }
}
