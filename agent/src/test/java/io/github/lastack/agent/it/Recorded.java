// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** The agent's events of a recording, in the order of their start. */
public final class Recorded {
    private static final List<String> NOT_APPLICATION = List.of(
            "java.",
            "jdk.",
            "sun.",
            "io.github.lastack.boot.",
            "io.github.lastack.events.",
            "io.github.lastack.agent.");

    /** The hosts are applications too, though in the agent's package. */
    private static final String HOST = "io.github.lastack.agent.host.";

    /** Events that the clock, the probe or a chunk's end commits. */
    private static final Set<String> COUNTS = Set.of(
            "KernelSettings",
            "ProcessConnections",
            "MachineConnections",
            "NetworkCounters",
            "ListenerQueue",
            "PortHolder");

    /** Committed when a host ends. */
    private static final String SHUTDOWN = "JvmShutdown";

    /** Repeats what the other events say, for connections that live long enough. */
    private static final String SPAN = "Connection";

    private final List<RecordedEvent> events;

    private Recorded(List<RecordedEvent> events) {
        this.events = events;
    }

    public static Recorded in(Path recording) {
        try {
            return new Recorded(RecordingFile.readAllEvents(recording).stream()
                    .filter(event -> event.getEventType().getName().startsWith("lastack."))
                    .filter(event -> !nameOf(event).equals(SPAN))
                    .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all events but the kernel's counts and the end of the JVM. */
    public List<RecordedEvent> all() {
        return events.stream()
                .filter(event ->
                        !COUNTS.contains(nameOf(event)) && !nameOf(event).equals(SHUTDOWN))
                .toList();
    }

    /** Returns the newest event of that name. */
    public Optional<RecordedEvent> last(String name) {
        return named(name).reduce((first, second) -> second);
    }

    public Stream<RecordedEvent> named(String name) {
        return events.stream().filter(event -> nameOf(event).equals(name));
    }

    /** Returns the events of a connection. */
    public Stream<RecordedEvent> of(long connectionId) {
        return events.stream()
                .filter(event -> event.hasField("connectionId") && event.getLong("connectionId") == connectionId);
    }

    /** Returns the event's name without the prefix. */
    public static String nameOf(RecordedEvent event) {
        return event.getEventType().getName().substring("lastack.".length());
    }

    /**
     * Returns the innermost frame of application code, as {@code Class.method}, without packages and enclosing classes.
     */
    public static String applicationFrame(RecordedEvent event) {
        if (event.getStackTrace() == null) {
            return "none";
        }
        return event.getStackTrace().getFrames().stream()
                .filter(Recorded::isApplication)
                .findFirst()
                .map(frame -> simpleName(frame) + "." + frame.getMethod().getName())
                .orElse("none");
    }

    private static boolean isApplication(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.startsWith(HOST) || NOT_APPLICATION.stream().noneMatch(type::startsWith);
    }

    private static String simpleName(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }
}
