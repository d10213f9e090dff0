// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The kernel's trace of what all TCP sockets of the machine go through, in a tracing instance of our own, from its
 * making to its close.
 */
final class KernelTrace implements AutoCloseable {
    private static final Path TRACEFS = Path.of("/sys/kernel/tracing");
    private static final String STATES = "events/sock/inet_sock_set_state";
    private static final List<String> EVENTS =
            List.of(STATES, "events/tcp/tcp_send_reset", "events/tcp/tcp_receive_reset");

    /** For each processor: some 100 bytes an event, eight events a connection, and whatever else the machine does. */
    private static final int BUFFER_KILOBYTES = 192 * 1024;

    private final Path instance;
    private final Instant epoch;

    private KernelTrace(Path instance) {
        this.instance = instance;
        this.epoch = Instant.now().minusNanos(System.nanoTime()); // CLOCK_MONOTONIC, as the trace's
    }

    /** Why no trace can be had here; empty if it can. */
    static Optional<String> hindrance() {
        if (!Files.isDirectory(TRACEFS.resolve("instances"))) {
            return Optional.of("no tracefs at " + TRACEFS + " (mount -t tracefs none " + TRACEFS + ")");
        }
        if (!Files.isWritable(TRACEFS.resolve("instances"))) {
            return Optional.of("tracefs is not ours to write to: not root");
        }
        return EVENTS.stream()
                .filter(event -> !Files.isDirectory(TRACEFS.resolve(event)))
                .map(event -> "this kernel has no tracepoint " + event)
                .findFirst();
    }

    static KernelTrace begin() throws IOException {
        return begin("");
    }

    /** Of those connections only of which one port is in that range, whatever else the machine does meanwhile. */
    static KernelTrace begin(int lowest, int highest) throws IOException {
        return begin(
                String.format("(sport >= %1$d && sport <= %2$d) || (dport >= %1$d && dport <= %2$d)", lowest, highest));
    }

    private static KernelTrace begin(String filter) throws IOException {
        Path instance =
                TRACEFS.resolve("instances/lastack-" + ProcessHandle.current().pid());
        Files.createDirectory(instance);
        KernelTrace trace = new KernelTrace(instance);
        try {
            trace.write("buffer_size_kb", Integer.toString(BUFFER_KILOBYTES));
            trace.write("trace_clock", "mono");
            for (String event : EVENTS) {
                trace.filter(event, filter);
                trace.write(event + "/enable", "1");
            }
            return trace;
        } catch (IOException e) {
            trace.close();
            throw e;
        }
    }

    /**
     * A reset that is sent has its ports in its addresses (6.10 and later), which no filter looks into: all are told.
     */
    private void filter(String event, String ports) throws IOException {
        boolean hasPorts = Files.readString(instance.resolve(event + "/format")).contains(" sport;");
        String ofPorts = hasPorts ? ports : "";
        String ofTcp = event.equals(STATES) ? "protocol == 6" : ""; // IPPROTO_TCP
        String both = ofPorts.isEmpty() || ofTcp.isEmpty() ? ofTcp + ofPorts : ofTcp + " && (" + ofPorts + ")";
        if (!both.isEmpty()) {
            write(event + "/filter", both);
        }
    }

    /** All so far, in order. Nothing is traced any more. */
    List<TraceEvent> end() throws IOException {
        write("tracing_on", "0");
        refuseLosses();
        List<TraceEvent> events = new ArrayList<>();
        try (Stream<String> lines = Files.lines(instance.resolve("trace"))) {
            lines.forEach(line -> TraceEvent.parse(line).ifPresent(events::add));
        }
        return events;
    }

    /** When that was, by the clock of everybody else. */
    Instant at(TraceEvent event) {
        return epoch.plusNanos((long) (event.seconds() * 1e9));
    }

    private void refuseLosses() throws IOException {
        try (Stream<Path> processors = Files.list(instance.resolve("per_cpu"))) {
            for (Path processor : processors.toList()) {
                for (String line : Files.readAllLines(processor.resolve("stats"))) {
                    boolean counts = line.matches("(overrun|commit overrun|dropped events): .*");
                    if (counts && !line.endsWith(": 0")) {
                        throw new AssertionError("the trace is not whole: " + processor + ": " + line);
                    }
                }
            }
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(instance.resolve(file), text);
    }

    /** Goes away with its buffers. */
    @Override
    public void close() {
        try {
            Files.delete(instance);
        } catch (IOException e) {
            throw new UncheckedIOException("left behind: " + instance, e);
        }
    }
}
