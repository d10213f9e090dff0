// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import io.github.lastack.events.EventNames;
import java.util.List;
import java.util.stream.Stream;

/** The agent's events by what they are read for. */
public final class EventKinds {
    /** What happens to a connection. */
    private static final List<String> OF_CONNECTIONS = List.of(
            EventNames.CONNECTION_OPENED,
            EventNames.CONNECTION_ESTABLISHED,
            EventNames.END_OF_STREAM,
            EventNames.CONNECTION_ERROR,
            EventNames.SHUTDOWN,
            EventNames.CONNECTION_CLOSED,
            EventNames.CONNECTION_COLLECTED,
            EventNames.DESCRIPTOR_CLOSED,
            EventNames.CLOSING_CONNECTION,
            EventNames.CONNECTION_HOLDER,
            EventNames.KERNEL_STATE);

    /** What is open. */
    public static final List<String> LISTINGS = List.of(EventNames.OPEN_CONNECTION, EventNames.DESCRIPTOR_KEPT);

    /** The events behind {@link Facts#rare}; of single connections only what must be known beforehand. */
    public static final List<String> RARE = List.of(
            EventNames.CONNECT_FAILED,
            EventNames.SITE,
            EventNames.CLASS_ORIGIN,
            EventNames.LISTENER_OPENED,
            EventNames.LISTENER_QUEUE,
            EventNames.BIND_FAILED,
            EventNames.PORT_HOLDER,
            EventNames.CONNECTIONS_COUNTED,
            EventNames.CONNECTION_TOTALS,
            EventNames.PROCESS_CONNECTIONS,
            EventNames.MACHINE_CONNECTIONS,
            EventNames.NETWORK_COUNTERS,
            EventNames.KERNEL_SETTINGS,
            EventNames.AGENT_INFO,
            EventNames.JVM_SHUTDOWN);

    private EventKinds() {}

    /** All that become facts. */
    public static Stream<String> all() {
        return Stream.of(OF_CONNECTIONS, LISTINGS, RARE).flatMap(List::stream);
    }
}
