// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The agent's status, from the lines of the system property that it sets in its JVM. */
public record AgentReport(Map<String, String> lines) {
    static final String PROPERTY = "io.github.lastack.agent";
    private static final String OPEN = "open.";
    private static final String METRICS = "metrics.";

    /** @param text null where there is no agent */
    static AgentReport of(String text) {
        Map<String, String> lines = new LinkedHashMap<>();
        if (text != null) {
            text.lines()
                    .filter(line -> line.indexOf('=') > 0)
                    .forEach(line ->
                            lines.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        }
        return new AgentReport(lines);
    }

    public boolean isAtWork() {
        return "at work".equals(lines.get("state"));
    }

    /** Why the agent could not start; empty if it did, or was never attached. */
    public String reason() {
        return text("reason");
    }

    public String version() {
        return text("version");
    }

    public String options() {
        return text("options");
    }

    public Instant since() {
        return Instant.ofEpochMilli(number("since"));
    }

    /** Whether a recording contains its events. */
    public boolean isRecorded() {
        return Boolean.parseBoolean(text("recorded"));
    }

    /** How many openings it has recorded individually; empty for an older agent. */
    public OptionalLong described() {
        return known("described");
    }

    /** How many it has only counted; empty for an older agent. */
    public OptionalLong counted() {
        return known("counted");
    }

    /** The current probe interval; zero if probing is off, empty for an older agent. */
    public Optional<Duration> probeInterval() {
        OptionalLong millis = known("probeIntervalMillis");
        return millis.isPresent() ? Optional.of(Duration.ofMillis(millis.getAsLong())) : Optional.empty();
    }

    public boolean isKernelAsked() {
        return Boolean.parseBoolean(text("kernelAsked"));
    }

    public long suppressedErrors() {
        return number("suppressedErrors");
    }

    public String lastSuppressedError() {
        return text("lastSuppressedError");
    }

    public long hooksInstalled() {
        return number("hooksInstalled");
    }

    /** Each with the reason; empty if all are in place. */
    public String hooksFailed() {
        return text("hooksFailed");
    }

    /** How many descriptors are in each state. */
    public Map<String, Long> open() {
        Map<String, Long> open = new LinkedHashMap<>();
        lines.forEach((key, value) -> {
            if (key.startsWith(OPEN)) {
                open.put(key.substring(OPEN.length()), number(key));
            }
        });
        return open;
    }

    /** Returns the number of unconnected descriptors that were open before the agent was attached. */
    public long unconnectedBefore() {
        return number("unconnectedBefore");
    }

    /** Returns the metrics by their names, in the agent's order; empty if nobody has asked for them. */
    public Map<String, String> metrics() {
        Map<String, String> metrics = new LinkedHashMap<>();
        lines.forEach((key, value) -> {
            if (key.startsWith(METRICS)) {
                metrics.put(key.substring(METRICS.length()), value);
            }
        });
        return metrics;
    }

    boolean areMetricsNewerThan(Duration age) {
        Instant taken = Instant.ofEpochMilli(number(METRICS + "at"));
        return Duration.between(taken, Instant.now()).compareTo(age) < 0;
    }

    private String text(String key) {
        return lines.getOrDefault(key, "");
    }

    private long number(String key) {
        return known(key).orElse(0);
    }

    private OptionalLong known(String key) {
        String value = text(key);
        return value.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(value)) : OptionalLong.empty();
    }
}
