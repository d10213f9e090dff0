// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.events.EventNames;
import io.github.lastack.model.Endpoint;
import io.github.lastack.model.TcpState;
import io.github.lastack.replay.KernelFact.Scope;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;

/** The part of {@link EventFacts} that tells of the kernel as a whole. */
final class KernelEventFacts {
    /** What JFR adds to every event. */
    private static final List<String> OF_EVERY_EVENT = List.of("startTime", "duration", "eventThread", "stackTrace");

    private KernelEventFacts() {}

    /** @return null for any other event */
    static KernelFact of(RecordedEvent event) {
        return switch (event.getEventType().getName()) {
            case EventNames.PROCESS_CONNECTIONS -> counts(event, Scope.PROCESS);
            case EventNames.MACHINE_CONNECTIONS -> counts(event, Scope.MACHINE);
            case EventNames.NETWORK_COUNTERS -> counters(event);
            case EventNames.LISTENER_QUEUE -> listenerQueue(event);
            case EventNames.PORT_HOLDER -> portHolder(event);
            case EventNames.KERNEL_SETTINGS -> settings(event);
            default -> null;
        };
    }

    private static KernelFact counts(RecordedEvent event, Scope scope) {
        Map<TcpState, Integer> states = new EnumMap<>(TcpState.class);
        for (TcpState state : TcpState.values()) {
            int count = number(event, field(state), 0);
            if (count > 0) {
                states.put(state, count);
            }
        }
        return new KernelFact.Counts(event.getEndTime(), scope, states);
    }

    /** {@code FIN_WAIT_1} is counted in {@code finWait1}. */
    private static String field(TcpState state) {
        StringBuilder field = new StringBuilder();
        for (String word : state.name().split("_")) {
            String lower = word.toLowerCase(Locale.ROOT);
            field.append(field.isEmpty() ? lower : word.charAt(0) + lower.substring(1));
        }
        return field.toString();
    }

    private static KernelFact counters(RecordedEvent event) {
        Map<String, Long> values = new LinkedHashMap<>();
        for (ValueDescriptor field : event.getFields()) {
            if (!OF_EVERY_EVENT.contains(field.getName())) {
                values.put(field.getName(), event.getLong(field.getName()));
            }
        }
        return new KernelFact.Counters(event.getEndTime(), Collections.unmodifiableMap(values));
    }

    private static KernelFact listenerQueue(RecordedEvent event) {
        return new KernelFact.ListenerQueue(
                event.getEndTime(),
                EventFacts.number(event, "listenerId"),
                EventFacts.local(event),
                number(event, "localPort", 0),
                number(event, "backlog", -1),
                number(event, "acceptQueue", -1),
                number(event, "synReceived", -1));
    }

    private static KernelFact portHolder(RecordedEvent event) {
        return new KernelFact.PortHolder(
                event.getEndTime(),
                EventFacts.local(event),
                number(event, "localPort", 0),
                remote(event),
                TcpState.named(EventFacts.text(event, "state")),
                number(event, "count", 1),
                EventFacts.number(event, "connectionId"),
                EventFacts.flag(event, "thisProcess"));
    }

    /** Holders that have several ports of one address are told with none. */
    private static String remote(RecordedEvent event) {
        String address = EventFacts.text(event, "address");
        String remote = Endpoint.format(address, number(event, "port", 0));
        return address.isEmpty() ? null : remote.endsWith(":0") ? remote.substring(0, remote.length() - 2) : remote;
    }

    private static KernelFact settings(RecordedEvent event) {
        return new KernelFact.Settings(
                event.getEndTime(),
                number(event, "ipLocalPortRangeLow", -1),
                number(event, "ipLocalPortRangeHigh", -1),
                EventFacts.text(event, "reservedPorts"),
                number(event, "tcpTwReuse", -1),
                millis(event, "tcpFinTimeout"),
                number(event, "tcpMaxTwBuckets", -1),
                number(event, "somaxconn", -1),
                number(event, "tcpMaxSynBacklog", -1),
                number(event, "tcpSyncookies", -1),
                number(event, "tcpAbortOnOverflow", -1),
                millis(event, "timeWait"),
                EventFacts.text(event, "operatingSystem"));
    }

    private static int number(RecordedEvent event, String field, int otherwise) {
        return event.hasField(field) ? event.getInt(field) : otherwise;
    }

    private static Duration millis(RecordedEvent event, String field) {
        long millis = EventFacts.number(event, field);
        return millis <= 0 ? null : Duration.ofMillis(millis);
    }
}
