// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of the kernel's trace that tells of a TCP connection. Endpoints and states are written as Lastack writes
 * them.
 *
 * @param seconds by the trace's clock
 * @param local the end that changed its state, or that sent or received the reset
 * @param from the state before; empty for a reset
 * @param to the state entered; empty for a reset
 */
record TraceEvent(double seconds, Kind kind, String local, String remote, String from, String to) {
    enum Kind {
        STATE,
        RESET_SENT,
        RESET_RECEIVED
    }

    /** include/net/tcp_states.h by the names of include/trace/events/sock.h. */
    private static final Map<String, String> STATES = Map.ofEntries(
            Map.entry("TCP_ESTABLISHED", "ESTABLISHED"),
            Map.entry("TCP_SYN_SENT", "SYN_SENT"),
            Map.entry("TCP_SYN_RECV", "SYN_RECEIVED"),
            Map.entry("TCP_FIN_WAIT1", "FIN_WAIT_1"),
            Map.entry("TCP_FIN_WAIT2", "FIN_WAIT_2"),
            Map.entry("TCP_TIME_WAIT", "TIME_WAIT"),
            Map.entry("TCP_CLOSE", "CLOSED"),
            Map.entry("TCP_CLOSE_WAIT", "CLOSE_WAIT"),
            Map.entry("TCP_LAST_ACK", "LAST_ACK"),
            Map.entry("TCP_LISTEN", "LISTEN"),
            Map.entry("TCP_CLOSING", "CLOSING"),
            Map.entry("TCP_NEW_SYN_RECV", "SYN_RECEIVED"));

    private static final Map<String, Kind> KINDS = Map.of(
            "inet_sock_set_state", Kind.STATE,
            "tcp_send_reset", Kind.RESET_SENT,
            "tcp_receive_reset", Kind.RESET_RECEIVED);

    /** The task's name before it may contain anything. */
    private static final Pattern LINE = Pattern.compile(".* (\\d+\\.\\d+): (\\w+): (.*)");

    /** Empty for comments and for what is no event of TCP. */
    static Optional<TraceEvent> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        Kind kind = matcher.matches() ? KINDS.get(matcher.group(2)) : null;
        if (kind == null) {
            return Optional.empty();
        }
        double seconds = Double.parseDouble(matcher.group(1));
        Map<String, String> fields = fields(matcher.group(3));
        return Optional.of(new TraceEvent(
                seconds,
                kind,
                endpoint(fields, "src", "s"),
                endpoint(fields, "dest", "d"),
                state(fields.get("oldstate")),
                state(fields.get("newstate"))));
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split(" ")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        return fields;
    }

    private static String state(String name) {
        return name == null ? "" : STATES.getOrDefault(name, name);
    }

    /** As a whole, or put together from address and port, which every kernel prints of states. */
    private static String endpoint(Map<String, String> fields, String whole, String initial) {
        String given = fields.get(whole);
        if (given != null) {
            return given.startsWith("[::ffff:") ? given.substring(8).replace("]", "") : given;
        }
        String port = fields.get(initial + "port");
        String v6 = fields.getOrDefault(initial + "addrv6", "");
        boolean isV4 = v6.isEmpty() || v6.startsWith("::ffff:");
        return (isV4 ? fields.get(initial + "addr") : "[" + v6 + "]") + ":" + port;
    }
}
