// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.model.TcpState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code lastack metrics}: the counts of the agent in Prometheus' text format 0.0.4. Names, units and labels follow
 * OpenTelemetry's semantic conventions, as its exporter for Prometheus writes them.
 */
public final class PrometheusText {
    private static final List<String> ROLES = List.of("client", "server");
    private static final Pattern LEAK = Pattern.compile("(\\S+) (\\S+) (\\d+) (\\d+) (.*)");
    private static final Pattern FRAME = Pattern.compile("([^(]+)\\((?:[^:()]*:(\\d+)|.*)\\)");
    private static final double MILLIS = 1000.0;

    private final Map<String, String> values;
    private final StringBuilder text = new StringBuilder();

    private PrometheusText(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Returns the text.
     *
     * @param values the agent's metrics as its status has them, by name
     * @param version the agent's
     * @param since when the agent began to count
     */
    public static String of(Map<String, String> values, String version, Instant since) {
        return new PrometheusText(values).text(version, since);
    }

    private String text(String version, Instant since) {
        begin("lastack_open_connections", "gauge", "Open TCP connections and listeners of this JVM");
        for (String role : ROLES) {
            for (TcpState state : TcpState.values()) {
                String name = state.name().toLowerCase(Locale.ROOT);
                Map<String, String> labels = Map.of("network_connection_state", name, "lastack_connection_role", role);
                sample("lastack_open_connections", labels, number(role + ".state." + name));
            }
        }
        byRole("opened", "Connections that were connected or accepted since the agent began to count");
        byRole("closed", "Connections that were closed since the agent began to count");
        byRole(
                "closedFirst",
                "Of the closed ones, those that this side closed before it had learned of the peer's end");
        single(
                "lastack_descriptors_without_connection",
                "gauge",
                "Open descriptors that have no connection: never connected, or over",
                number("withoutConnection"));
        single(
                "lastack_descriptors_lost_total",
                "counter",
                "Descriptors whose channel was collected without close since the agent began to count",
                number("lost"));
        single(
                "lastack_close_wait_oldest_seconds",
                "gauge",
                "Time for which the oldest connection in CLOSE_WAIT has been in it; 0 if there is none",
                number("oldestCloseWaitMillis") / MILLIS);
        leaks();
        single(
                "lastack_leak_sites_left_out",
                "gauge",
                "Places in the code that leak and are not listed, since there are too many",
                number("leaksLeftOut"));
        single(
                "lastack_counting_since_seconds",
                "gauge",
                "When the agent began to count, in seconds since the epoch",
                since.toEpochMilli() / MILLIS);
        single(
                "lastack_counted_at_seconds",
                "gauge",
                "When these values were taken, in seconds since the epoch",
                number("at") / MILLIS);
        begin("lastack_agent_info", "gauge", "The version of the agent");
        sample("lastack_agent_info", Map.of("version", version), 1);
        return text.toString();
    }

    private void byRole(String key, String help) {
        String name = "lastack_connections_" + (key.equals("closedFirst") ? "closed_first" : key) + "_total";
        begin(name, "counter", help);
        for (String role : ROLES) {
            sample(name, Map.of("lastack_connection_role", role), number(role + "." + key));
        }
    }

    private void leaks() {
        List<Matcher> leaks = values.entrySet().stream()
                .filter(line -> line.getKey().startsWith("leak."))
                .map(line -> LEAK.matcher(line.getValue()))
                .filter(Matcher::matches)
                .toList();
        begin(
                "lastack_leaking_connections",
                "gauge",
                "Connections and descriptors that leak now, by the code that is to blame");
        leaks.forEach(leak -> sample("lastack_leaking_connections", labels(leak), Long.parseLong(leak.group(3))));
        begin("lastack_leaking_oldest_seconds", "gauge", "Time for which the first of these connections has leaked");
        leaks.forEach(
                leak -> sample("lastack_leaking_oldest_seconds", labels(leak), Long.parseLong(leak.group(4)) / MILLIS));
    }

    private static Map<String, String> labels(Matcher leak) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("lastack_problem", leak.group(1));
        labels.put("lastack_cause", leak.group(2));
        Matcher frame = FRAME.matcher(leak.group(5));
        boolean isFrame = frame.matches();
        labels.put("code_function_name", isFrame ? frame.group(1) : leak.group(5));
        if (isFrame && frame.group(2) != null) {
            labels.put("code_line_number", frame.group(2));
        }
        return labels;
    }

    private void single(String name, String type, String help, double value) {
        begin(name, type, help);
        sample(name, Map.of(), value);
    }

    private void begin(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** Adds a value; nothing where it is not known. */
    private void sample(String name, Map<String, String> labels, double value) {
        if (Double.isNaN(value)) {
            return;
        }
        text.append(name);
        if (!labels.isEmpty()) {
            text.append(new TreeMap<>(labels)
                    .entrySet().stream()
                            .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + '"')
                            .collect(Collectors.joining(",", "{", "}")));
        }
        text.append(' ').append(written(value)).append('\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String written(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3f", value);
    }

    /** Returns a value of the agent; NaN where it has told none, as an agent of another version may. */
    private double number(String key) {
        String value = values.getOrDefault(key, "");
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : Double.NaN;
    }
}
