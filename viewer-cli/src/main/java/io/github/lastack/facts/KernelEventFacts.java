// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import io.github.lastack.events.EventNames;
import io.github.lastack.facts.KernelFact.Scope;
import io.github.lastack.model.Endpoint;
import io.github.lastack.model.TcpState;
import io.github.lastack.recording.Event;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The part of {@link EventFacts} about the kernel as a whole. */
final class KernelEventFacts {
    /** {@code FIN_WAIT_1} is counted in {@code finWait1}. */
    private static final Map<TcpState, String> FIELDS = fields();

    private KernelEventFacts() {}

    /** @return null for any other event */
    static KernelFact of(Event event) {
        return switch (event.type()) {
            case EventNames.PROCESS_CONNECTIONS -> counts(event, Scope.PROCESS);
            case EventNames.MACHINE_CONNECTIONS -> counts(event, Scope.MACHINE);
            case EventNames.NETWORK_COUNTERS -> counters(event);
            case EventNames.LISTENER_QUEUE -> listenerQueue(event);
            case EventNames.PORT_HOLDER -> portHolder(event);
            case EventNames.KERNEL_SETTINGS -> settings(event);
            default -> null;
        };
    }

    private static KernelFact counts(Event event, Scope scope) {
        Map<TcpState, Integer> states = new EnumMap<>(TcpState.class);
        for (TcpState state : TcpState.values()) {
            int count = (int) event.number(FIELDS.get(state));
            if (count > 0) {
                states.put(state, count);
            }
        }
        return new KernelFact.Counts(event.end(), scope, states);
    }

    private static Map<TcpState, String> fields() {
        Map<TcpState, String> fields = new EnumMap<>(TcpState.class);
        for (TcpState state : TcpState.values()) {
            fields.put(state, field(state));
        }
        return fields;
    }

    private static String field(TcpState state) {
        StringBuilder field = new StringBuilder();
        for (String word : state.name().split("_")) {
            String lower = word.toLowerCase(Locale.ROOT);
            field.append(field.isEmpty() ? lower : word.charAt(0) + lower.substring(1));
        }
        return field.toString();
    }

    private static KernelFact counters(Event event) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (String field : event.names()) {
            values.put(field, event.number(field));
        }
        return new KernelFact.Counters(event.end(), Collections.unmodifiableMap(values));
    }

    private static KernelFact listenerQueue(Event event) {
        return new KernelFact.ListenerQueue(
                event.end(),
                event.number(Field.LISTENER_ID),
                EventFacts.local(event),
                number(event, Field.LOCAL_PORT, 0),
                number(event, Field.BACKLOG, -1),
                number(event, Field.ACCEPT_QUEUE, -1),
                new KernelFact.Handshakes(
                        number(event, Field.SYN_RECEIVED, -1),
                        number(event, Field.SYN_ACK_RETRANSMITS, -1),
                        number(event, Field.PORT_LISTENERS, 1)));
    }

    private static KernelFact portHolder(Event event) {
        return new KernelFact.PortHolder(
                event.end(),
                new KernelFact.PortHolder.Socket(
                        EventFacts.local(event),
                        number(event, Field.LOCAL_PORT, 0),
                        remote(event),
                        TcpState.named(event.text(Field.STATE))),
                number(event, Field.COUNT, 1),
                event.number(Field.CONNECTION_ID),
                event.flag(Field.THIS_PROCESS));
    }

    /** Holders of several ports of one address are recorded without a port. */
    private static String remote(Event event) {
        String address = event.text(Field.ADDRESS);
        String remote = Endpoint.format(address, number(event, Field.PORT, 0));
        return address.isEmpty() ? null : remote.endsWith(":0") ? remote.substring(0, remote.length() - 2) : remote;
    }

    private static KernelFact settings(Event event) {
        return new KernelFact.Settings(
                event.end(),
                new KernelFact.Settings.Ports(
                        number(event, Field.IP_LOCAL_PORT_RANGE_LOW, -1),
                        number(event, Field.IP_LOCAL_PORT_RANGE_HIGH, -1),
                        event.text(Field.RESERVED_PORTS)),
                new KernelFact.Settings.TimeWaits(
                        millis(event, Field.TIME_WAIT),
                        number(event, Field.TCP_TW_REUSE, -1),
                        number(event, Field.TCP_MAX_TW_BUCKETS, -1),
                        millis(event, Field.TCP_FIN_TIMEOUT)),
                new KernelFact.Settings.Queues(
                        number(event, Field.SOMAXCONN, -1),
                        number(event, Field.TCP_MAX_SYN_BACKLOG, -1),
                        number(event, Field.TCP_SYNCOOKIES, -1),
                        number(event, Field.TCP_ABORT_ON_OVERFLOW, -1)),
                new KernelFact.Settings.Retries(
                        number(event, Field.TCP_SYN_RETRIES, -1),
                        number(event, Field.TCP_SYNACK_RETRIES, -1),
                        number(event, Field.TCP_RETRIES2, -1),
                        number(event, Field.TCP_ORPHAN_RETRIES, -1),
                        millis(event, Field.TCP_KEEPALIVE_TIME)),
                event.text(Field.OPERATING_SYSTEM));
    }

    private static int number(Event event, Field field, int otherwise) {
        return event.has(field) ? (int) event.number(field) : otherwise;
    }

    private static Duration millis(Event event, Field field) {
        long millis = event.number(field);
        return millis <= 0 ? null : Duration.ofMillis(millis);
    }
}
