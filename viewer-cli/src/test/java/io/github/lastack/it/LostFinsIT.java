// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.host.ByCommand;
import io.github.lastack.agent.it.BadNetwork;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.Recorded;
import io.github.lastack.agent.it.TestJdk;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of connections that are closed on a network that loses their FINs, or the answers: what the replay says
 * is what the kernel's table has, looked into again and again beside it.
 */
class LostFinsIT {
    private static final int LOST_FIN = 5001;
    private static final int LOST_LAST_ACK = 5002;
    private static final int LOST_FIN_OF_SERVER = 5003;
    private static final int LOST_ALL = 5004;
    private static final int NOBODYS = 5005;

    /** Long enough for five retransmits, which come after 0.2, 0.6, 1.4, 3 and 6.2 s. */
    private static final Duration HELD = Duration.ofSeconds(11);

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    @TempDir
    Path directory;

    /** What the kernel's table had of one socket, and when it was found there first and last. */
    private static final class Sighting {
        final BadNetwork.Row row;
        final Instant first;
        volatile Instant last;

        Sighting(BadNetwork.Row row, Instant at) {
            this.row = row;
            this.first = at;
            this.last = at;
        }

        boolean isOf(BadNetwork.Row other) {
            return row.localPort() == other.localPort() && row.remotePort() == other.remotePort();
        }
    }

    /** Looks into the table until it is closed. */
    private static final class Witness implements AutoCloseable {
        private final BadNetwork network;
        private final List<Sighting> sightings = new CopyOnWriteArrayList<>();
        private final Thread thread = new Thread(this::look, "witness");
        private volatile boolean closed;

        Witness(BadNetwork network) {
            this.network = network;
            thread.setDaemon(true);
            thread.start();
        }

        private void look() {
            try {
                while (!closed) {
                    Instant now = Instant.now();
                    network.sockets().forEach(row -> note(row, now));
                    Thread.sleep(LOOK_EVERY.toMillis());
                }
            } catch (java.io.IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void note(BadNetwork.Row row, Instant now) {
            Sighting before = null;
            for (Sighting each : sightings) {
                before = each.isOf(row) ? each : before;
            }
            if (before != null && before.row.equals(row)) {
                before.last = now;
            } else {
                sightings.add(new Sighting(row, now));
            }
        }

        /** Of the end that listens there, or, if {@code client}, of the one that has connected to it. */
        List<Sighting> of(int port, boolean client) {
            List<Sighting> found = new ArrayList<>();
            for (Sighting each : sightings) {
                if (client
                        ? each.row.remotePort() == port
                        : each.row.localPort() == port && each.row.remotePort() != 0) {
                    found.add(each);
                }
            }
            return found;
        }

        Instant entered(int port, boolean client, String state) {
            return of(port, client).stream()
                    .filter(each -> each.row.state().equals(state))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(state + " was never seen: " + states(port, client)))
                    .first;
        }

        List<String> states(int port, boolean client) {
            List<String> states = new ArrayList<>();
            for (Sighting each : of(port, client)) {
                if (states.isEmpty() || !states.get(states.size() - 1).equals(each.row.state())) {
                    states.add(each.row.state());
                }
            }
            return states;
        }

        int retransmits(int port, boolean client, String state) {
            return of(port, client).stream()
                    .filter(each -> each.row.state().equals(state))
                    .mapToInt(each -> each.row.retransmits())
                    .max()
                    .orElse(0);
        }

        @Override
        public void close() {
            closed = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @OnJdks(Jdks.EDGES)
    void states_finsLost_lastAsInTheKernel(TestJdk jdk) throws Exception {
        try (BadNetwork network = BadNetwork.makeOrSkip();
                HostJvm host = host(jdk, network);
                Witness witness = new Witness(network)) {
            connect(host, LOST_FIN, LOST_LAST_ACK, LOST_FIN_OF_SERVER);
            network.losesFinsFor(LOST_FIN);
            network.losesAcksFor(LOST_LAST_ACK);
            network.losesFinsFrom(LOST_FIN_OF_SERVER);

            does(host, "close c" + LOST_FIN);
            does(host, "close c" + LOST_LAST_ACK);
            does(host, "close s" + LOST_FIN_OF_SERVER);
            await(() -> witness.states(LOST_LAST_ACK, false).contains("CLOSE_WAIT"));
            does(host, "close s" + LOST_LAST_ACK);
            does(host, "close c" + LOST_FIN_OF_SERVER);

            Instant heals = Instant.now().plus(HELD);
            toldOf(
                    host,
                    events ->
                            events.contains("FIN_WAIT_1") && events.contains("LAST_ACK") && events.contains("CLOSING"));
            while (Instant.now().isBefore(heals)) {
                Thread.sleep(LOOK_EVERY.toMillis());
            }
            toldOf(host, events -> true);
            network.heals();
            await(() -> witness.states(LOST_FIN, false).contains("CLOSE_WAIT"));
            does(host, "close s" + LOST_FIN);
            await(() -> witness.states(LOST_FIN, true).contains("TIME_WAIT")
                    && witness.states(LOST_FIN_OF_SERVER, false).contains("TIME_WAIT"));
            toldOf(
                    host,
                    events -> events.stream().filter("TIME_WAIT"::equals).count() >= 3 && events.contains("CLOSED"));
            assertThat(host.end()).as(host::transcript).isZero();

            List<JsonNode> connections = connections();
            assertLikeTheKernel(
                    connection(connections, LOST_FIN, true),
                    witness,
                    LOST_FIN,
                    true,
                    "FIN_WAIT_1",
                    "FIN_WAIT_2",
                    "TIME_WAIT");
            assertLikeTheKernel(
                    connection(connections, LOST_LAST_ACK, false),
                    witness,
                    LOST_LAST_ACK,
                    false,
                    "CLOSE_WAIT",
                    "LAST_ACK",
                    "CLOSED");
            assertLikeTheKernel(
                    connection(connections, LOST_LAST_ACK, true),
                    witness,
                    LOST_LAST_ACK,
                    true,
                    "FIN_WAIT_1",
                    "FIN_WAIT_2",
                    "TIME_WAIT");
            assertLikeTheKernel(
                    connection(connections, LOST_FIN_OF_SERVER, false),
                    witness,
                    LOST_FIN_OF_SERVER,
                    false,
                    "FIN_WAIT_1",
                    "CLOSING",
                    "TIME_WAIT");
            assertLikeTheKernel(
                    connection(connections, LOST_FIN_OF_SERVER, true),
                    witness,
                    LOST_FIN_OF_SERVER,
                    true,
                    "FIN_WAIT_1",
                    "FIN_WAIT_2",
                    "TIME_WAIT");
            assertThat(text(connections, LOST_FIN, true))
                    .containsPattern("after the close: FIN not acknowledged for (at least )?1?[0-9.]+ s \\([3-7]"
                            + " retransmits\\)");
        }
    }

    /** The FIN's third retransmit is the last. */
    @OnJdks(Jdks.EDGES)
    void fin_neverAcknowledged_endsWithoutTimeWait(TestJdk jdk) throws Exception {
        try (BadNetwork network = BadNetwork.makeOrSkip();
                HostJvm host = host(jdk, network);
                Witness witness = new Witness(network)) {
            network.set("tcp_orphan_retries", 5);
            connect(host, LOST_ALL);
            network.vanishes(LOST_ALL);
            does(host, "close c" + LOST_ALL);
            toldOf(host, events -> events.contains("FIN_WAIT_1"));
            toldOf(host, events -> events.contains("CLOSED"));
            assertThat(host.end()).as(host::transcript).isZero();

            List<JsonNode> connections = connections();
            assertThat(witness.states(LOST_ALL, true)).endsWith("FIN_WAIT_1");
            JsonNode given = connection(connections, LOST_ALL, true);
            assertThat(states(given)).endsWith("ESTABLISHED", "FIN_WAIT_1", "CLOSED");
            assertThat(stay(given, "CLOSED").get("evidence").asText()).isEqualTo("inferred");
            assertThat(given.get("afterClose").get("retransmits").asInt())
                    .isBetween(1, witness.retransmits(LOST_ALL, true, "FIN_WAIT_1"));
            Instant last =
                    witness.of(LOST_ALL, true).get(witness.of(LOST_ALL, true).size() - 1).last;
            assertThat(time(given.get("afterClose").get("seen"))).isBefore(last.plusSeconds(1));
            assertThat(time(given.get("afterClose").get("gone"))).isAfter(last);
            assertThat(text(connections, LOST_ALL, true)).contains("reset, or given up after tcp_orphan_retries");
        }
    }

    private HostJvm host(TestJdk jdk, BadNetwork network) throws Exception {
        HostJvm host = HostJvm.on(jdk)
                .main(ByCommand.class)
                .in(network)
                .agentOptions("probe=100 ms")
                .recordingTo(recording())
                .start();
        does(host, "listen " + NOBODYS); // it runs
        // The first reading of the table is the slowest.
        host.dumpedWhen(soFar -> soFar.named("MachineConnections").count() >= 2);
        return host;
    }

    private Path recording() {
        return directory.resolve("app.jfr");
    }

    private static void connect(HostJvm host, int... ports) throws Exception {
        for (int port : ports) {
            does(host, "listen " + port);
            does(host, "connect c" + port + " " + port);
            does(host, "accept s" + port + " " + port);
        }
    }

    private static void does(HostJvm host, String command) throws Exception {
        host.say(command);
        host.awaitLine("ok: " + command, HostJvm.LIMIT);
    }

    /** The agent reads the table as a chunk of its recording ends, unless it has done so a while ago. */
    private static void toldOf(HostJvm host, Predicate<List<String>> isTold) throws Exception {
        Recorded recorded = host.dumpedWhen("lastack", soFar -> isTold.test(kernelStates(soFar)), HostJvm.LIMIT);
        assertThat(isTold.test(kernelStates(recorded)))
                .as("told of: %s", kernelStates(recorded))
                .isTrue();
    }

    private static List<String> kernelStates(Recorded recorded) {
        return recorded.named("ClosingConnection")
                .map((RecordedEvent event) -> event.getString("kernelState"))
                .toList();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        Instant limit = Instant.now().plus(HostJvm.LIMIT);
        while (!condition.holds() && Instant.now().isBefore(limit)) {
            Thread.sleep(LOOK_EVERY.toMillis());
        }
        assertThat(condition.holds()).isTrue();
    }

    /** The last states of a connection are those, and each was entered when the kernel's table had it first. */
    private static void assertLikeTheKernel(
            JsonNode connection, Witness witness, int port, boolean client, String... last) {
        assertThat(states(connection)).as(connection::toString).endsWith(last);
        for (String state : last) {
            boolean isSeen = witness.states(port, client).contains(state);
            boolean isObserved =
                    stay(connection, state).get("evidence").asText().equals("observed");
            if (isSeen && (isObserved || state.equals("TIME_WAIT"))) {
                Instant said = time(stay(connection, state).get("at"));
                Instant entered = witness.entered(port, client, state);
                // What no timer tells of is known when it was looked at.
                boolean isLate = state.equals("CLOSING");
                if (isLate) {
                    assertThat(said).as(state + " of " + connection).isAfter(entered.minusSeconds(1));
                } else {
                    assertThat(said).as(state + " of " + connection).isCloseTo(entered, within(1, ChronoUnit.SECONDS));
                }
            }
        }
    }

    private List<JsonNode> connections() throws Exception {
        JsonNode all = CommandRun.reading("connections", recording(), "--format", "json")
                .json();
        assertThat(all.get("unknowns").get("contradictions").asInt()).isZero();
        assertThat(all.get("unknowns").toString()).doesNotContain("closeLost");
        List<JsonNode> connections = new ArrayList<>();
        all.get("connections").forEach(connections::add);
        return connections;
    }

    private static JsonNode connection(List<JsonNode> connections, int port, boolean client) {
        return connections.stream()
                .filter(each -> each.get(client ? "remote" : "local").asText().endsWith(":" + port))
                .filter(each -> each.get("role").asText().equals(client ? "client" : "server"))
                .findAny()
                .orElseThrow();
    }

    private String text(List<JsonNode> connections, int port, boolean client) throws Exception {
        String id = connection(connections, port, client).get("id").asText();
        return CommandRun.reading("connections", recording(), "--id", id).stdout();
    }

    private JsonNode read(String command, String... options) throws Exception {
        return CommandRun.reading(command, directory.resolve("app.jfr"), options)
                .json();
    }

    private static List<String> states(JsonNode connection) {
        List<String> states = new ArrayList<>();
        connection.get("states").forEach(stay -> states.add(stay.get("state").asText()));
        return states;
    }

    private static JsonNode stay(JsonNode connection, String state) {
        JsonNode found = null;
        for (JsonNode stay : connection.get("states")) {
            found = stay.get("state").asText().equals(state) ? stay : found;
        }
        return found;
    }

    private static Instant time(JsonNode at) {
        return Instant.parse(at.asText());
    }
}
