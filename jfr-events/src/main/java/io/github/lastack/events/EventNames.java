// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

/** Names of the events, for readers of recordings. Each is API. */
public final class EventNames {
    public static final String PREFIX = "lastack.";

    public static final String CONNECTION = PREFIX + "Connection";
    public static final String CONNECTION_OPENED = PREFIX + "ConnectionOpened";
    public static final String CONNECTION_ESTABLISHED = PREFIX + "ConnectionEstablished";
    public static final String CONNECT_FAILED = PREFIX + "ConnectFailed";
    public static final String END_OF_STREAM = PREFIX + "EndOfStream";
    public static final String CONNECTION_ERROR = PREFIX + "ConnectionError";
    public static final String SHUTDOWN = PREFIX + "Shutdown";
    public static final String CONNECTION_CLOSED = PREFIX + "ConnectionClosed";
    public static final String CONNECTIONS_COUNTED = PREFIX + "ConnectionsCounted";
    public static final String CONNECTION_TOTALS = PREFIX + "ConnectionTotals";
    public static final String CONNECTION_COLLECTED = PREFIX + "ConnectionCollected";
    public static final String DESCRIPTOR_CLOSED = PREFIX + "DescriptorClosed";
    public static final String CLOSING_CONNECTION = PREFIX + "ClosingConnection";
    public static final String KERNEL_STATE = PREFIX + "KernelState";
    public static final String OPEN_CONNECTION = PREFIX + "OpenConnection";
    public static final String DESCRIPTOR_KEPT = PREFIX + "DescriptorKept";
    public static final String CONNECTION_HOLDER = PREFIX + "ConnectionHolder";
    public static final String SITE = PREFIX + "Site";
    public static final String CLASS_ORIGIN = PREFIX + "ClassOrigin";
    public static final String LISTENER_OPENED = PREFIX + "ListenerOpened";
    public static final String LISTENER_QUEUE = PREFIX + "ListenerQueue";
    public static final String BIND_FAILED = PREFIX + "BindFailed";
    public static final String PORT_HOLDER = PREFIX + "PortHolder";
    public static final String PROCESS_CONNECTIONS = PREFIX + "ProcessConnections";
    public static final String MACHINE_CONNECTIONS = PREFIX + "MachineConnections";
    public static final String NETWORK_COUNTERS = PREFIX + "NetworkCounters";
    public static final String KERNEL_SETTINGS = PREFIX + "KernelSettings";
    public static final String AGENT_INFO = PREFIX + "AgentInfo";
    public static final String JVM_SHUTDOWN = PREFIX + "JvmShutdown";

    private EventNames() {}
}
