// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.events.EventNames;
import io.github.lastack.model.Endpoint;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.replay.SocketFact.Ends;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;

/** Turns the agent's events into facts; a field that an older agent did not write is empty, zero or false. */
final class EventFacts {
    private final Frames frames = new Frames();

    /** @return null for an event that is not the agent's, or that only a later Lastack knows */
    SocketFact of(RecordedEvent event) {
        return switch (event.getEventType().getName()) {
            case EventNames.CONNECTION_OPENED -> opened(event);
            case EventNames.CONNECTION_ESTABLISHED -> established(event);
            case EventNames.CONNECT_FAILED -> connectFailed(event);
            case EventNames.END_OF_STREAM ->
                new SocketFact.EndOfStream(id(event), at(event), kernel(event), stack(event));
            case EventNames.CONNECTION_ERROR -> failed(event);
            case EventNames.SHUTDOWN ->
                new SocketFact.Shutdown(
                        id(event), at(event), "output".equals(text(event, "direction")), kernel(event), stack(event));
            case EventNames.CONNECTION_CLOSED -> closed(event);
            case EventNames.DESCRIPTOR_CLOSED ->
                new SocketFact.DescriptorClosed(id(event), at(event), kernel(event), flag(event, "unreadData"));
            case EventNames.CONNECTION_COLLECTED -> new SocketFact.Collected(id(event), at(event));
            case EventNames.KERNEL_STATE -> new SocketFact.Probed(id(event), at(event), kernel(event));
            case EventNames.OPEN_CONNECTION -> stillOpen(event);
            case EventNames.DESCRIPTOR_KEPT ->
                new SocketFact.Kept(id(event), at(event), Instant.ofEpochMilli(number(event, "closedAt")));
            case EventNames.SITE ->
                new SocketFact.Site(at(event), number(event, "siteId"), frames.ofLines(text(event, "frames")));
            case EventNames.LISTENER_OPENED ->
                new SocketFact.ListenerOpened(
                        at(event),
                        number(event, "listenerId"),
                        text(event, "api"),
                        local(event),
                        (int) number(event, "localPort"),
                        (int) number(event, "backlog"),
                        number(event, "createdSite"),
                        stack(event));
            case EventNames.BIND_FAILED -> bindFailed(event);
            case EventNames.AGENT_INFO -> agentInfo(event);
            default -> KernelEventFacts.of(event);
        };
    }

    /** @return the JVM of which the event tells, null for all events but the agent's description of itself */
    static String instance(RecordedEvent event) {
        return event.getEventType().getName().equals(EventNames.AGENT_INFO) ? text(event, "instance") : null;
    }

    private SocketFact opened(RecordedEvent event) {
        Role role = role(event);
        return new SocketFact.Opened(
                id(event),
                at(event),
                event.getStartTime(),
                ends(event, role),
                TcpState.named(text(event, "state")),
                number(event, "createdSite"),
                stack(event));
    }

    private static SocketFact established(RecordedEvent event) {
        return new SocketFact.Established(id(event), at(event), local(event), (int) number(event, "localPort"));
    }

    private SocketFact connectFailed(RecordedEvent event) {
        return new SocketFact.ConnectFailed(
                id(event),
                at(event),
                event.getStartTime(),
                ends(event, Role.CLIENT),
                text(event, "message"),
                flag(event, "portsExhausted"),
                flag(event, "bound"),
                number(event, "createdSite"),
                stack(event));
    }

    private SocketFact bindFailed(RecordedEvent event) {
        return new SocketFact.BindFailed(
                at(event),
                text(event, "api"),
                "listen".equals(text(event, "operation")),
                local(event),
                (int) number(event, "localPort"),
                text(event, "message"),
                flag(event, "addressInUse"),
                flag(event, "reuseAddress"),
                stack(event));
    }

    private SocketFact failed(RecordedEvent event) {
        return new SocketFact.Failed(
                id(event), at(event), text(event, "operation"), text(event, "message"), kernel(event), stack(event));
    }

    private SocketFact closed(RecordedEvent event) {
        return new SocketFact.Closed(
                id(event),
                at(event),
                kernel(event),
                flag(event, "unreadData"),
                (int) number(event, "linger"),
                stack(event));
    }

    private static SocketFact stillOpen(RecordedEvent event) {
        long unreadSince = number(event, "unreadSince");
        return new SocketFact.StillOpen(
                id(event),
                at(event),
                ends(event, role(event)),
                Instant.ofEpochMilli(number(event, "openedAt")),
                flag(event, "connected"),
                TcpState.named(text(event, "state")),
                Instant.ofEpochMilli(number(event, "stateSince")),
                kernel(event),
                number(event, "openedSite"),
                number(event, "endOfStreamSite"),
                flag(event, "endOfStreamSeen"),
                number(event, "lastUsedSite"),
                unreadSince <= 0 ? null : Instant.ofEpochMilli(unreadSince));
    }

    private static SocketFact agentInfo(RecordedEvent event) {
        return new SocketFact.AgentInfo(
                at(event),
                text(event, "version"),
                text(event, "options"),
                Duration.ofNanos(number(event, "closeWaitLimit")),
                (int) number(event, "stackDepth"),
                text(event, "mainClass"),
                hooks(event),
                number(event, "openConnections"),
                number(event, "suppressedErrors"),
                flag(event, "kernelAsked"));
    }

    private static SocketFact.Hooks hooks(RecordedEvent event) {
        return new SocketFact.Hooks(
                text(event, "hooksInstalled").lines().toList(),
                text(event, "hooksAbsent").lines().toList(),
                text(event, "hooksWaiting").lines().toList(),
                text(event, "hooksFailed").lines().toList(),
                text(event, "hooksProven").lines().toList());
    }

    private static Ends ends(RecordedEvent event, Role role) {
        return new Ends(
                role,
                text(event, "api"),
                text(event, "host"),
                local(event),
                (int) number(event, "localPort"),
                Endpoint.format(text(event, "address"), (int) number(event, "port")));
    }

    static String local(RecordedEvent event) {
        return Endpoint.format(text(event, "localAddress"), (int) number(event, "localPort"));
    }

    private static Role role(RecordedEvent event) {
        return "server".equals(text(event, "role")) ? Role.SERVER : Role.CLIENT;
    }

    private static TcpState kernel(RecordedEvent event) {
        return TcpState.named(text(event, "kernelState"));
    }

    private static long id(RecordedEvent event) {
        return event.getLong("connectionId");
    }

    private static Instant at(RecordedEvent event) {
        return event.getEndTime();
    }

    private List<String> stack(RecordedEvent event) {
        return frames.of(event.getStackTrace());
    }

    static String text(RecordedEvent event, String field) {
        String value = event.hasField(field) ? event.getString(field) : null;
        return value == null ? "" : value;
    }

    static long number(RecordedEvent event, String field) {
        return event.hasField(field) ? event.getLong(field) : 0;
    }

    static boolean flag(RecordedEvent event, String field) {
        return event.hasField(field) && event.getBoolean(field);
    }
}
