// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.BadNetwork;
import io.github.lastack.agent.it.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;

/** Reads a network's own tables ten times a second, beside an agent that reads them, too. */
final class KernelTables implements AutoCloseable {
    private static final long PERIOD_MILLIS = 100;

    /** So far from a reading of the agent the numbers that it must lie between are taken. */
    private static final Duration NEAR = Duration.ofMillis(600);

    /** By the fields of the agent's event. */
    private static final Map<String, String> COUNTERS = Map.of(
            "listenDrops", "ListenDrops",
            "reqQFullDrop", "TCPReqQFullDrop",
            "syncookiesSent", "SyncookiesSent",
            "tcpSynRetrans", "TCPSynRetrans",
            "tcpTimeouts", "TCPTimeouts");

    /** @param synAckRetransmits of all of the handshakes, the sum of their column retrnsmt */
    private record Sample(Instant at, int synReceived, int synAckRetransmits, Map<String, Long> counters) {}

    private final BadNetwork network;
    private final int port;
    private final List<Sample> samples = new ArrayList<>(); // guarded by this
    private final Thread watcher = new Thread(this::watch, "kernel-tables");
    private volatile boolean ends;

    private KernelTables(BadNetwork network, int port) {
        this.network = network;
        this.port = port;
    }

    static KernelTables watch(BadNetwork network, int port) {
        KernelTables tables = new KernelTables(network, port);
        tables.watcher.start();
        return tables;
    }

    private void watch() {
        try {
            while (!ends) {
                Sample sample = sample();
                synchronized (this) {
                    samples.add(sample);
                }
                Thread.sleep(PERIOD_MILLIS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException ended) {
            // as it was asked to
        }
    }

    /** proc(5): of a handshake the kernel prints its state, 03, and how often its SYN-ACK has been sent again. */
    private Sample sample() throws IOException {
        String local = String.format(":%04X", port);
        int handshakes = 0;
        int retransmits = 0;
        List<String> lines = new ArrayList<>(network.tableOf("tcp"));
        lines.addAll(network.tableOf("tcp6")); // where Java listens on IPv4, too
        for (String line : lines) {
            String[] columns = line.trim().split(" +");
            if (columns[1].endsWith(local) && columns[3].equals("03")) {
                handshakes++;
                retransmits += Integer.parseInt(columns[6], 16);
            }
        }
        return new Sample(Instant.now(), handshakes, retransmits, counters());
    }

    private Map<String, Long> counters() throws IOException {
        List<String> lines = network.tableOf("netstat");
        Map<String, Long> counters = new TreeMap<>();
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            String[] names = lines.get(i).split(" +");
            String[] values = lines.get(i + 1).split(" +");
            for (int j = 1; names[0].equals("TcpExt:") && j < names.length; j++) {
                counters.put(names[j], Long.parseLong(values[j]));
            }
        }
        return counters;
    }

    /**
     * What the agent has recorded of listeners and counters lies between what the tables said just before and after.
     */
    void assertTold(Recorded recorded) {
        List<RecordedEvent> queues = told(recorded, "ListenerQueue");
        assertThat(queues).isNotEmpty();
        for (RecordedEvent queue : queues) {
            assertBetween(queue, "synReceived", Sample::synReceived);
            assertBetween(queue, "synAckRetransmits", Sample::synAckRetransmits);
            assertThat(queue.getInt("portListeners")).isEqualTo(1);
        }
        List<RecordedEvent> counters = told(recorded, "NetworkCounters");
        assertThat(counters).isNotEmpty();
        for (RecordedEvent counter : counters) {
            COUNTERS.forEach((field, name) ->
                    assertBetween(counter, field, sample -> sample.counters().get(name)));
        }
    }

    /** Readings that have samples on both sides. */
    private synchronized List<RecordedEvent> told(Recorded recorded, String name) {
        Instant from = samples.get(0).at().plus(NEAR);
        Instant to = samples.get(samples.size() - 1).at().minus(NEAR);
        return recorded.named(name)
                .filter(event -> event.getStartTime().isAfter(from)
                        && event.getStartTime().isBefore(to))
                .toList();
    }

    private synchronized void assertBetween(RecordedEvent event, String field, ToLongFunction<Sample> number) {
        Instant at = event.getStartTime();
        List<Long> near = samples.stream()
                .filter(sample -> Duration.between(sample.at(), at).abs().compareTo(NEAR) < 0)
                .map(number::applyAsLong)
                .sorted()
                .collect(Collectors.toList());
        assertThat(((Number) event.getValue(field)).longValue())
                .as(field + " at " + at + " between " + near)
                .isBetween(near.get(0), near.get(near.size() - 1));
    }

    @Override
    public void close() {
        ends = true;
        try {
            watcher.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
