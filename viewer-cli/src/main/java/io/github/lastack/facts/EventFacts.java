// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts;

import io.github.lastack.events.EventNames;
import io.github.lastack.facts.SocketFact.Ends;
import io.github.lastack.model.Endpoint;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import io.github.lastack.recording.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Turns the agent's events into facts; a field that an older agent did not write is empty, zero or false. */
public final class EventFacts {
    private static final Duration SAME_CLOCK = Duration.ofSeconds(1);

    private final SourceFiles sourceFiles = new SourceFiles();
    private final Frames frames = new Frames(sourceFiles);

    /** Prints frames with the source files that class-origin events name, before those events are read. */
    public EventFacts knowing(Iterable<SocketFact> facts) {
        for (SocketFact fact : facts) {
            if (fact instanceof SocketFact.ClassOrigin origin) {
                sourceFiles.learn(origin);
            }
        }
        return this;
    }

    /** @return null for an event that is not the agent's, or that only a later Lastack knows */
    public SocketFact of(Event event) {
        return switch (event.type()) {
            case EventNames.CONNECTION_OPENED -> opened(event);
            case EventNames.CONNECTION_ESTABLISHED -> established(event);
            case EventNames.CONNECT_FAILED -> connectFailed(event);
            case EventNames.END_OF_STREAM ->
                new SocketFact.EndOfStream(id(event), at(event), kernel(event), stack(event));
            case EventNames.CONNECTION_ERROR -> failed(event);
            case EventNames.SHUTDOWN ->
                new SocketFact.Shutdown(
                        id(event),
                        at(event),
                        "output".equals(event.text(Field.DIRECTION)),
                        kernel(event),
                        stack(event));
            case EventNames.CONNECTION_CLOSED -> closed(event);
            case EventNames.DESCRIPTOR_CLOSED ->
                new SocketFact.DescriptorClosed(id(event), at(event), kernel(event), event.flag(Field.UNREAD_DATA));
            case EventNames.CLOSING_CONNECTION ->
                new SocketFact.Closing(
                        id(event),
                        at(event),
                        kernel(event),
                        (int) event.number(Field.RETRANSMITS),
                        at(event).minusMillis(event.number(Field.IN_STATE)));
            case EventNames.CONNECTION_COLLECTED -> new SocketFact.Collected(id(event), at(event));
            case EventNames.KERNEL_STATE -> new SocketFact.Probed(id(event), at(event), kernel(event));
            case EventNames.OPEN_CONNECTION -> stillOpen(event);
            case EventNames.DESCRIPTOR_KEPT ->
                new SocketFact.Kept(id(event), at(event), told(event, Field.CLOSED_AT), made(event));
            case EventNames.CONNECTION_HOLDER ->
                new SocketFact.Held(
                        id(event),
                        at(event),
                        event.text(Field.HOLDING_THREAD),
                        event.number(Field.HOLDER_SITE),
                        event.number(Field.LAST_USED_SITE));
            case EventNames.SITE ->
                new SocketFact.Site(at(event), event.number(Field.SITE_ID), frames.ofLines(event.text(Field.FRAMES)));
            case EventNames.CLASS_ORIGIN -> classOrigin(event);
            case EventNames.LISTENER_OPENED ->
                new SocketFact.ListenerOpened(
                        at(event),
                        event.number(Field.LISTENER_ID),
                        new SocketFact.ListenerOpened.Listening(
                                event.text(Field.API), local(event), (int) event.number(Field.LOCAL_PORT), (int)
                                        event.number(Field.BACKLOG)),
                        event.number(Field.CREATED_SITE),
                        stack(event));
            case EventNames.BIND_FAILED -> bindFailed(event);
            case EventNames.CONNECTIONS_COUNTED -> counted(event);
            case EventNames.CONNECTION_TOTALS ->
                new SocketFact.Total(
                        at(event),
                        role(event),
                        event.number(Field.OPENED),
                        event.number(Field.CLOSED),
                        event.number(Field.CLOSED_FIRST),
                        event.number(Field.DESCRIBED));
            case EventNames.AGENT_INFO -> agentInfo(event);
            case EventNames.JVM_SHUTDOWN -> new SocketFact.JvmShutdown(at(event));
            default -> KernelEventFacts.of(event);
        };
    }

    /** Returns the JVM that the event names if it is the agent's description of itself, else the JVM known before. */
    public static String instance(Event event, String before) {
        return event.type().equals(EventNames.AGENT_INFO) ? event.text(Field.INSTANCE) : before;
    }

    private SocketFact opened(Event event) {
        Role role = role(event);
        return new SocketFact.Opened(
                id(event),
                at(event),
                event.start(),
                ends(event, role),
                TcpState.named(event.text(Field.STATE)),
                event.number(Field.CREATED_SITE),
                event.number(Field.MADE_SITE),
                stack(event));
    }

    private static SocketFact established(Event event) {
        return new SocketFact.Established(id(event), at(event), local(event), (int) event.number(Field.LOCAL_PORT));
    }

    private SocketFact connectFailed(Event event) {
        return new SocketFact.ConnectFailed(
                id(event),
                at(event),
                event.start(),
                ends(event, Role.CLIENT),
                new SocketFact.ConnectFailed.Failure(
                        event.text(Field.MESSAGE), event.flag(Field.PORTS_EXHAUSTED), event.flag(Field.BOUND)),
                event.number(Field.CREATED_SITE),
                stack(event));
    }

    private SocketFact bindFailed(Event event) {
        return new SocketFact.BindFailed(
                at(event),
                event.number(Field.DESCRIPTOR_ID),
                event.text(Field.API),
                new SocketFact.BindFailed.Address("listen".equals(event.text(Field.OPERATION)), local(event), (int)
                        event.number(Field.LOCAL_PORT)),
                new SocketFact.BindFailed.Failure(
                        event.text(Field.MESSAGE), event.flag(Field.ADDRESS_IN_USE), event.flag(Field.REUSE_ADDRESS)),
                event.number(Field.CREATED_SITE),
                stack(event));
    }

    private SocketFact failed(Event event) {
        return new SocketFact.Failed(
                id(event),
                at(event),
                event.text(Field.OPERATION),
                event.text(Field.MESSAGE),
                kernel(event),
                stack(event),
                unanswered(event));
    }

    private SocketFact closed(Event event) {
        return new SocketFact.Closed(
                id(event),
                at(event),
                kernel(event),
                event.flag(Field.UNREAD_DATA),
                (int) event.number(Field.LINGER),
                stack(event),
                event.has(Field.ROLE) && role(event) == Role.CLIENT ? remote(event) : "",
                unanswered(event));
    }

    private static SocketFact stillOpen(Event event) {
        boolean unread = event.number(Field.UNREAD_SINCE) > 0;
        return new SocketFact.StillOpen(
                id(event),
                at(event),
                ends(event, role(event)),
                new SocketFact.StillOpen.Beginning(
                        moment(event, Field.OPENED_AT, Field.AGE),
                        wasBeforeAgent(event),
                        event.flag(Field.CONNECTED),
                        event.number(Field.OPENED_SITE),
                        event.number(Field.MADE_SITE)),
                new SocketFact.StillOpen.Status(
                        TcpState.named(event.text(Field.STATE)),
                        moment(event, Field.STATE_SINCE, Field.IN_STATE),
                        kernel(event),
                        network(event)),
                new SocketFact.StillOpen.Input(
                        event.flag(Field.END_OF_STREAM_SEEN),
                        event.number(Field.END_OF_STREAM_SITE),
                        unread ? moment(event, Field.UNREAD_SINCE, Field.UNREAD_FOR) : null,
                        event.flag(Field.NEVER_READ) && !wasBeforeAgent(event)),
                new SocketFact.StillOpen.Use(
                        event.number(Field.LAST_USED_SITE), lastUse(event), event.text(Field.ATTACHED)));
    }

    private static SocketFact.Network network(Event event) {
        if (!event.has(Field.KEEP_ALIVE)) {
            return SocketFact.Network.UNKNOWN;
        }
        long timeout = event.number(Field.CONNECT_TIMEOUT);
        return new SocketFact.Network(
                unanswered(event), event.flag(Field.KEEP_ALIVE), timeout < 0 ? null : Duration.ofMillis(timeout));
    }

    /** Null if everything was answered, or an older agent did not record it. */
    private static SocketFact.Unanswered unanswered(Event event) {
        int retransmits = (int) event.number(Field.RETRANSMITS);
        int probes = (int) event.number(Field.PROBES);
        return retransmits == 0 && probes == 0
                ? null
                : new SocketFact.Unanswered(Duration.ofMillis(event.number(Field.UNANSWERED_FOR)), retransmits, probes);
    }

    /** Null if other events describe it. */
    private static SocketFact.Made made(Event event) {
        return event.flag(Field.ONLY_EVENT)
                ? new SocketFact.Made(
                        ends(event, Role.CLIENT),
                        told(event, Field.OPENED_AT),
                        event.number(Field.OPENED_SITE),
                        event.number(Field.CLOSED_SITE))
                : null;
    }

    /** An older agent does not record this; it knew the site of every opening that it saw. */
    private static boolean wasBeforeAgent(Event event) {
        return event.has(Field.BEFORE_AGENT)
                ? event.flag(Field.BEFORE_AGENT)
                : event.number(Field.OPENED_SITE) == 0 && event.flag(Field.CONNECTED);
    }

    /** Null if the connection was not used, or an older agent did not record it. */
    private static SocketFact.LastUse lastUse(Event event) {
        String use = event.text(Field.LAST_USE);
        if (use == null || use.isEmpty()) {
            return null;
        }
        return new SocketFact.LastUse(
                moment(event, Field.LAST_USED_AT, Field.UNUSED_FOR),
                use.equals("write"),
                event.text(Field.LAST_USED_THREAD),
                Duration.ofMillis(event.number(Field.LAST_USED_SITE_LAG)),
                event.number(Field.LAST_WRITTEN_SITE),
                event.has(Field.REGISTERED)
                        ? new SocketFact.Awaiting(
                                event.flag(Field.REGISTERED), event.number(Field.LAST_USED_THREAD_NUMBER))
                        : null);
    }

    /**
     * A moment by the clock of the events. The agent records it by the machine's clock, which may have been set since,
     * and as an age.
     */
    private static Instant moment(Event event, Field when, Field howLongAgo) {
        Instant told = told(event, when);
        long millis = event.number(howLongAgo);
        Instant counted = at(event).minusMillis(millis);
        boolean sameClock = Duration.between(told, counted).abs().compareTo(SAME_CLOCK) < 0;
        return millis == 0 || sameClock ? told : counted;
    }

    /** Returns a time that is never later than the event that records it. */
    private static Instant told(Event event, Field when) {
        Instant told = Instant.ofEpochMilli(event.number(when));
        return told.isAfter(at(event)) ? at(event) : told;
    }

    private static SocketFact counted(Event event) {
        return new SocketFact.Counted(
                at(event),
                role(event),
                event.number(Field.OPENED_SITE),
                new SocketFact.Counted.Openings(
                        event.number(Field.OPENED),
                        event.number(
                                event.has(Field.INFERRED)
                                        ? Field.INFERRED
                                        : Field.ESTIMATED), // the name before sampling
                        event.number(Field.VARIANCE)),
                new SocketFact.Counted.Closes(event.number(Field.CLOSED), event.number(Field.CLOSED_FIRST)),
                event.number(Field.DESCRIBED));
    }

    private SocketFact classOrigin(Event event) {
        SocketFact.ClassOrigin origin = new SocketFact.ClassOrigin(
                at(event),
                event.text(Field.TYPE),
                event.text(Field.ARCHIVE),
                event.text(Field.VERSION),
                event.text(Field.SOURCE_FILE),
                event.flag(Field.APPLICATION_KNOWN) ? event.flag(Field.APPLICATION) : null);
        sourceFiles.learn(origin);
        return origin;
    }

    private static SocketFact agentInfo(Event event) {
        return new SocketFact.AgentInfo(
                at(event),
                new SocketFact.AgentInfo.Settings(
                        event.text(Field.VERSION),
                        event.text(Field.OPTIONS),
                        Duration.ofNanos(event.number(Field.CLOSE_WAIT_LIMIT)),
                        (int) event.number(Field.STACK_DEPTH)),
                event.text(Field.MAIN_CLASS),
                hooks(event),
                new SocketFact.AgentInfo.Counts(
                        event.number(Field.OPEN_CONNECTIONS), event.number(Field.SUPPRESSED_ERRORS)),
                new SocketFact.AgentInfo.Reach(
                        event.flag(Field.KERNEL_ASKED),
                        event.has(Field.WATCHED_FOR) ? at(event).minusMillis(event.number(Field.WATCHED_FOR)) : null),
                event.flag(Field.LEAVING));
    }

    private static SocketFact.Hooks hooks(Event event) {
        return new SocketFact.Hooks(
                event.text(Field.HOOKS_INSTALLED).lines().toList(),
                event.text(Field.HOOKS_ABSENT).lines().toList(),
                event.text(Field.HOOKS_WAITING).lines().toList(),
                event.text(Field.HOOKS_FAILED).lines().toList(),
                event.text(Field.HOOKS_PROVEN).lines().toList());
    }

    private static Ends ends(Event event, Role role) {
        return new Ends(
                role,
                event.text(Field.API),
                event.text(Field.HOST),
                local(event),
                (int) event.number(Field.LOCAL_PORT),
                remote(event));
    }

    private static String remote(Event event) {
        return Endpoint.format(event.text(Field.ADDRESS), (int) event.number(Field.PORT));
    }

    static String local(Event event) {
        return Endpoint.format(event.text(Field.LOCAL_ADDRESS), (int) event.number(Field.LOCAL_PORT));
    }

    private static Role role(Event event) {
        return "server".equals(event.text(Field.ROLE)) ? Role.SERVER : Role.CLIENT;
    }

    private static TcpState kernel(Event event) {
        return TcpState.named(event.text(Field.KERNEL_STATE));
    }

    private static long id(Event event) {
        return event.number(Field.CONNECTION_ID);
    }

    private static Instant at(Event event) {
        return event.end();
    }

    private List<String> stack(Event event) {
        return frames.of(event.stack());
    }
}
