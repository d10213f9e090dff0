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

    /** Applications too, though in the agent's package. */
    private static final String HOST = "io.github.lastack.agent.host.";

    /** Come when the clock, the probe or a chunk's end wants them. */
    private static final Set<String> COUNTS = Set.of(
            "KernelSettings",
            "ProcessConnections",
            "MachineConnections",
            "NetworkCounters",
            "ListenerQueue",
            "PortHolder");

    /** Comes when a host ends. */
    private static final String SHUTDOWN = "JvmShutdown";

    /** Tells again what the other events tell, of those connections that live long enough. */
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

    /** All but the kernel's counts, and the end of the JVM. */
    public List<RecordedEvent> all() {
        return events.stream()
                .filter(event ->
                        !COUNTS.contains(nameOf(event)) && !nameOf(event).equals(SHUTDOWN))
                .toList();
    }

    /** The newest of that name. */
    public Optional<RecordedEvent> last(String name) {
        return named(name).reduce((first, second) -> second);
    }

    public Stream<RecordedEvent> named(String name) {
        return events.stream().filter(event -> nameOf(event).equals(name));
    }

    /** A connection's life. */
    public Stream<RecordedEvent> of(long connectionId) {
        return events.stream()
                .filter(event -> event.hasField("connectionId") && event.getLong("connectionId") == connectionId);
    }

    /** Without the prefix. */
    public static String nameOf(RecordedEvent event) {
        return event.getEventType().getName().substring("lastack.".length());
    }

    /** The innermost frame of application code, as {@code Class.method}, without packages and enclosing classes. */
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
