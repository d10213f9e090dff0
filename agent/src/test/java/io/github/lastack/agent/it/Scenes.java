// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;

/**
 * A host's scenes, run without the agent and then with it: what the application sees must be the same, and the
 * recording has the lives of each scene's connections.
 */
final class Scenes {
    private final Map<Integer, String> sceneByPort;
    private final Recorded recorded;
    private final List<String> stdout;

    private Scenes(Map<Integer, String> sceneByPort, Recorded recorded, List<String> stdout) {
        this.sceneByPort = sceneByPort;
        this.recorded = recorded;
        this.stdout = stdout;
    }

    /**
     * Runs the host without the agent and then with it.
     *
     * @param host makes a new host each time
     */
    static Scenes played(Supplier<HostJvm.Builder> host, Path recording) throws IOException, InterruptedException {
        return played(host.get(), toldWithoutAgent(host.get()), recording);
    }

    /**
     * Runs the host with the agent.
     *
     * @param without what {@link #toldWithoutAgent} returned for the same host
     */
    static Scenes played(HostJvm.Builder host, List<String> without, Path recording)
            throws IOException, InterruptedException {
        // A probe that never rests, so that it meets every state.
        List<String> with = run(host.agentOptions("probe=1ms").recordingTo(recording));
        assertThat(told(with)).isEqualTo(without);
        Map<Integer, String> sceneByPort = with.stream()
                .filter(line -> line.startsWith("@"))
                .map(line -> line.substring(1).split(" "))
                .collect(Collectors.toMap(words -> Integer.valueOf(words[1]), words -> words[0]));
        Scenes scenes = new Scenes(sceneByPort, Recorded.in(recording), told(with));
        scenes.assertAgentIsWell();
        return scenes;
    }

    /** Returns the application's output without the agent, without the ports of its scenes. */
    static List<String> toldWithoutAgent(HostJvm.Builder host) throws IOException, InterruptedException {
        return told(run(host.withoutAgent()));
    }

    private static List<String> run(HostJvm.Builder builder) throws IOException, InterruptedException {
        try (HostJvm host = builder.start()) {
            assertThat(host.awaitExit(HostJvm.LIMIT)).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
            return host.stdout();
        }
    }

    private static List<String> told(List<String> stdout) {
        return stdout.stream().filter(line -> !line.startsWith("@")).toList();
    }

    Recorded recorded() {
        return recorded;
    }

    /** Returns the application's output in the form of {@link #toldWithoutAgent}. */
    List<String> stdout() {
        return stdout;
    }

    /** Checks that the recording's lives are those of the table. */
    void assertLives(String table) {
        assertThat(lives().entrySet())
                .containsExactlyInAnyOrderElementsOf(table(table).entrySet());
    }

    /** Parses lives in the form of {@link #lives}; a table's lines are {@code scene client|server: events}. */
    static Map<String, String> table(String table) {
        return table.lines()
                .map(line -> line.split(": "))
                .collect(Collectors.toMap(cells -> cells[0], cells -> cells[1]));
    }

    /**
     * Returns the events by "scene client" or "scene server", with the states that they name; those of several
     * connections joined by AND. The kernel's state at the close of the descriptor depends on how fast the peer is, and
     * is left out.
     */
    Map<String, String> lives() {
        Map<Long, List<RecordedEvent>> byConnection = recorded.all().stream()
                .filter(event -> event.hasField("connectionId"))
                .filter(event -> !List.of("OpenConnection", "KernelState", "DescriptorClosed")
                        .contains(Recorded.nameOf(event)))
                .collect(groupingBy(event -> event.getLong("connectionId")));
        Map<String, List<String>> lives = new TreeMap<>();
        byConnection.forEach((id, events) -> {
            if (!Recorded.applicationFrame(events.get(0)).startsWith("FullAcceptQueue.")) {
                lives.computeIfAbsent(end(events.get(0)), end -> new ArrayList<>())
                        .add(settled(events.stream().map(Scenes::line).collect(joining("; "))));
            }
        });
        Map<String, String> text = new TreeMap<>();
        lives.forEach((end, each) -> text.put(end, each.stream().sorted().collect(joining(" AND "))));
        return text;
    }

    /** Returns a life without what depends on how fast the loopback is. */
    private static String settled(String life) {
        return life.replaceFirst("^Opened (ESTABLISHED|SYN_SENT; Established)", "Opened")
                .replaceFirst("^Opened SYN_SENT; ConnectFailed", "ConnectFailed")
                .replaceAll("FIN_WAIT_[12]", "FIN_WAIT");
    }

    private String end(RecordedEvent first) {
        boolean server = first.hasField("role") && first.getString("role").equals("server");
        if (!first.hasField("port")) {
            return "none " + first;
        }
        int port = first.getInt(server ? "localPort" : "port");
        return sceneByPort.get(port) + (server ? " server" : " client");
    }

    private static String line(RecordedEvent event) {
        String name = Recorded.nameOf(event).replaceFirst("^Connection(?!Error)", "");
        StringBuilder line = new StringBuilder(name);
        if (event.hasField("unreadData") && event.getBoolean("unreadData")) {
            line.append(" unread");
        }
        if (event.hasField("linger") && event.getInt("linger") != -1) {
            line.append(" linger=").append(event.getInt("linger"));
        }
        for (String field : List.of("operation", "direction", "state", "kernelState")) {
            if (event.hasField(field) && !event.getString(field).isEmpty()) {
                line.append(' ').append(event.getString(field));
            }
        }
        return line.toString();
    }

    private void assertAgentIsWell() {
        List<RecordedEvent> infos = recorded.named("AgentInfo").toList();
        assertThat(infos).isNotEmpty().allSatisfy(info -> {
            assertThat(info.getLong("suppressedErrors")).isZero();
            assertThat(info.getString("hooksFailed")).isEmpty();
            assertThat(info.getBoolean("kernelAsked")).isTrue();
        });
        assertThat(infos.get(infos.size() - 1).getLong("openConnections")).isZero();
    }
}
