// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.BadNetwork;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.PeersThatVanish;
import io.github.lastack.it.host.WaitingClients;
import io.github.lastack.it.host.WaysToDie;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;

/**
 * Peers that are gone without a word are found, and what hangs for want of an answer is told, as the kernel's table has
 * it.
 */
class VanishedPeersIT {
    private static final int ENOUGH_RETRANSMITS = 4;
    private static final int ENOUGH_PROBES = 3;
    private static final long POLL_MILLIS = 200;

    @TempDir
    Path folder;

    @OnJdks(Jdks.EDGES)
    void peersThatDoNotAnswer_areFoundByWhatTheKernelSendsAgain(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("vanished.jfr");
        List<Integer> before;
        int asked;
        int shut;
        int closed;
        try (BadNetwork network = BadNetwork.makeOrSkip();
                HostJvm host = host(jdk, PeersThatVanish.class, network, recording)) {
            host.awaitLine("opened", HostJvm.LIMIT);
            asked = port(host, "asked");
            shut = port(host, "shut");
            closed = port(host, "closed");
            network.vanishes(asked);
            network.vanishes(shut);
            network.losesSyns(closed);
            host.say("");
            host.awaitLine("ready", HostJvm.LIMIT);
            before = awaitRetransmits(network, asked, ENOUGH_RETRANSMITS);
            awaitProbes(network, shut);
            host.dumped(); // lists what hangs
            assertThat(host.end()).as(host::transcript).isZero();
        }

        JsonNode found =
                CommandRun.reading("sites", recording, "--format", "json").json();
        assertThat(found.get("sites"))
                .as(found::toPrettyString)
                .filteredOn(site ->
                        site.get("role").asText().equals("client")) // the server that shuts its window is here too
                .extracting(
                        site -> site.get("problem").asText() + "/"
                                + site.get("cause").asText(),
                        site -> site.get("connections").asInt(),
                        site -> method(site.get("blame").asText()),
                        site -> site.get("remotes").get(0).get("address").asText())
                .containsExactlyInAnyOrder(
                        tuple(
                                "stalled/peer-vanished",
                                3,
                                PeersThatVanish.class.getName() + ".ask",
                                "127.0.0.1:" + asked),
                        tuple(
                                "stalled/peer-vanished",
                                1,
                                PeersThatVanish.class.getName() + ".fill",
                                "127.0.0.1:" + shut));
        assertThat(found.get("unknowns").get("contradictions").asInt()).isZero();
        List<JsonNode> connections = connections(recording);
        assertThat(to(connections, asked)).hasSize(3).allSatisfy(each -> {
            assertThat(each.get("state").asText()).isEqualTo("ESTABLISHED");
            assertThat(each.get("retransmits").asInt()).isBetween(least(before), least(before) + 2);
        });
        assertThat(to(connections, shut)).hasSize(1).allSatisfy(each -> {
            assertThat(each.get("probes").asInt()).isGreaterThanOrEqualTo(ENOUGH_PROBES);
            assertThat(each.get("retransmits").asInt()).isZero();
        });
        assertHangingConnects(recording, connections, closed);
    }

    private static void assertHangingConnects(Path recording, List<JsonNode> connections, int port) {
        assertThat(to(connections, port)).hasSize(4).allSatisfy(each -> {
            assertThat(each.get("state").asText()).isEqualTo("SYN_SENT");
            assertThat(each.get("synsSent").asInt()).isGreaterThan(1);
        });
        assertThat(to(connections, port))
                .extracting(
                        each -> method(each.get("opened").asText()),
                        // A JDK may have taken a few milliseconds off before it asks.
                        each -> Math.round(each.path("connectTimeout").asDouble(-1)))
                .containsExactlyInAnyOrder(
                        tuple(PeersThatVanish.class.getName() + ".connectWithin", 0L),
                        tuple(PeersThatVanish.class.getName() + ".connectWithin", 60L),
                        tuple(PeersThatVanish.class.getName() + ".connectByChannel", 0L),
                        tuple(PeersThatVanish.class.getName() + ".connectWithoutBlocking", -1L));
        assertThat(CommandRun.reading("summary", recording).stdout().replaceAll("\\s+", " "))
                .contains(
                        "2 connects to 127.0.0.1:" + port + " unanswered for",
                        "SYNs sent), with no timeout or a timeout of 1 min");
    }

    /**
     * Each with a peer of its own, which vanishes between two questions; the advice is for what the code has in its
     * hands.
     */
    @OnJdks(Jdks.EDGES)
    void clientsOfLibraries_areFoundWhereTheApplicationAsks(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("clients.jfr");
        TestJdk own = TestJdk.at(Path.of(System.getProperty("java.home")));
        try (BadNetwork network = BadNetwork.makeOrSkip();
                HostJvm backend = HostJvm.on(own)
                        .main(BackendProgram.class)
                        .withoutAgent()
                        .in(network)
                        .start()) {
            backend.awaitLine("listening", HostJvm.LIMIT);
            List<Integer> ports = new ArrayList<>();
            for (String name : List.of("postgres", "redis", "lines")) {
                ports.add(port(backend, name));
            }
            try (HostJvm host = builder(jdk, WaitingClients.class, network, recording)
                    .classPath(classPath())
                    .args(ports.stream().map(String::valueOf).toArray(String[]::new))
                    .start()) {
                host.awaitLine("opened", HostJvm.LIMIT);
                for (String name : List.of("url", "http4", "http5", "okhttp")) {
                    ports.add(port(host, name));
                }
                for (int port : ports) {
                    network.vanishes(port);
                }
                host.say("");
                host.awaitLine("ready", HostJvm.LIMIT);
                for (int port : ports) {
                    awaitRetransmits(network, port, ENOUGH_RETRANSMITS);
                }
                assertThat(host.end()).as(host::transcript).isZero();
            }
        }

        JsonNode found =
                CommandRun.reading("sites", recording, "--format", "json").json();
        String timeout = "give the client a response timeout (socket or read timeout)";
        String clients = WaitingClients.class.getName();
        assertThat(found.get("sites"))
                .extracting(
                        site -> site.get("cause").asText(),
                        site -> method(site.get("blame").asText()),
                        site -> site.get("advice").asText().replaceAll("[,:;].*", ""))
                .containsExactlyInAnyOrder(
                        tuple("peer-vanished", clients + ".visitByUrl", "set setReadTimeout"),
                        tuple("peer-vanished", clients + ".visitByHttp4", timeout),
                        tuple("peer-vanished", clients + ".visitByHttp5", timeout),
                        tuple("peer-vanished", clients + ".visitByOkHttp", timeout),
                        tuple(
                                "peer-vanished",
                                clients + ".query",
                                "set the driver's socket timeout (socketTimeout in most URLs) and its SO_KEEPALIVE"
                                        + " (tcpKeepAlive)"),
                        tuple("peer-vanished", clients + ".put", timeout),
                        tuple(
                                "peer-vanished",
                                clients + ".connect",
                                "close it in a ReadTimeoutHandler or WriteTimeoutHandler"));
    }

    private static Path[] classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toArray(Path[]::new);
    }

    @OnJdks(Jdks.EDGES)
    void whoOnlyListens_isToldWhetherKeepAliveIsSet_andIsNoFinding(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("listening.jfr");
        int silent;
        try (BadNetwork network = BadNetwork.makeOrSkip();
                HostJvm host = host(jdk, PeersThatVanish.class, network, recording)) {
            host.awaitLine("opened", HostJvm.LIMIT);
            silent = port(host, "silent");
            network.vanishes(silent);
            host.dumped();
            host.say("");
            host.awaitLine("ready", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
        }

        List<JsonNode> listening = to(connections(recording), silent);
        assertThat(listening)
                .extracting(each -> each.get("keepAlive").asBoolean())
                .containsExactlyInAnyOrder(true, false);
        assertThat(listening).allSatisfy(each -> assertThat(each.has("site")).isFalse());
        for (JsonNode each : listening) {
            String told = CommandRun.reading("connections", recording, "--id", each.get("id"))
                    .stdout();
            assertThat(told.contains("SO_KEEPALIVE is not set"))
                    .isEqualTo(!each.get("keepAlive").asBoolean());
        }
    }

    /** What the kernel gives up after four retransmissions takes six seconds, in the place of a quarter of an hour. */
    @OnJdks(Jdks.EDGES)
    void whatAConnectionDiedOf_isToldApart(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("died.jfr");
        int silent;
        int unreachable;
        int resetting;
        try (BadNetwork network = BadNetwork.makeOrSkip();
                HostJvm host = host(jdk, WaysToDie.class, network, recording)) {
            host.awaitLine("opened", HostJvm.LIMIT);
            silent = port(host, "silent");
            unreachable = port(host, "unreachable");
            resetting = port(host, "resetting");
            network.set("tcp_retries2", 4);
            network.vanishes(silent);
            network.isUnreachable(unreachable);
            network.resets(resetting);
            host.say("");
            host.awaitLine("ready", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
        }

        List<JsonNode> connections = connections(recording);
        assertThat(error(connections, silent)).isEqualTo("timed-out");
        assertThat(error(connections, unreachable)).isEqualTo("unreachable");
        assertThat(error(connections, resetting)).isEqualTo("reset");
        assertThat(CommandRun.reading("connections", recording).stdout())
                .contains("CLOSED, timed out", "CLOSED, unreachable", "CLOSED, reset");
        JsonNode found =
                CommandRun.reading("sites", recording, "--format", "json").json();
        assertThat(found.get("sites")).as(found::toPrettyString).hasSize(1);
        JsonNode site = found.get("sites").get(0);
        assertThat(site.get("cause").asText()).isEqualTo("peer-vanished");
        assertThat(site.get("connections").asInt()).isEqualTo(2);
        assertThat(site.get("stillOpen").asInt()).isZero();
        assertThat(site.get("vanished").get("timedOut").asInt()).isEqualTo(1);
        assertThat(site.get("vanished").get("unreachable").asInt()).isEqualTo(1);
        assertThat(site.get("vanished").get("tcpRetries2").asInt()).isEqualTo(4);
    }

    private static HostJvm host(TestJdk jdk, Class<?> program, BadNetwork network, Path recording) throws IOException {
        return builder(jdk, program, network, recording).start();
    }

    private static HostJvm.Builder builder(TestJdk jdk, Class<?> program, BadNetwork network, Path recording) {
        return HostJvm.on(jdk)
                .main(program)
                .classPath(Path.of(CommandRun.jar("samples")))
                .in(network)
                .agentOptions("closewait=1s,probe=100ms")
                .recordingTo(recording);
    }

    private static int port(HostJvm host, String name) {
        String beginning = "port " + name + " ";
        return host.stdout().stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> Integer.parseInt(line.substring(beginning.length())))
                .findFirst()
                .orElseThrow();
    }

    /** The column retrnsmt of what this side has to that port, as proc(5) has it, once all have as many. */
    private static List<Integer> awaitRetransmits(BadNetwork network, int port, int atLeast) throws Exception {
        List<Integer> counts = retransmits(network, port);
        while (counts.isEmpty() || least(counts) < atLeast) {
            Thread.sleep(POLL_MILLIS);
            counts = retransmits(network, port);
        }
        return counts;
    }

    private static int least(List<Integer> counts) {
        return counts.stream().mapToInt(Integer::intValue).min().orElse(0);
    }

    private static List<Integer> retransmits(BadNetwork network, int port) throws IOException {
        List<Integer> counts = new ArrayList<>();
        for (String[] row : rows(network, port)) {
            counts.add(Integer.parseInt(row[6], 16));
        }
        return counts;
    }

    /** The column timeout is icsk_probes_out; the timer is 4 while a shut window is probed (net/ipv4/tcp_ipv4.c). */
    private static void awaitProbes(BadNetwork network, int port) throws Exception {
        while (rows(network, port).stream()
                .noneMatch(row -> row[5].startsWith("04") && Integer.parseInt(row[8]) >= ENOUGH_PROBES)) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static List<String[]> rows(BadNetwork network, int port) throws IOException {
        String remote = ":%04X".formatted(port);
        List<String[]> rows = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : network.tableOf(table)) {
                String[] row = line.trim().split(" +");
                if (row[2].endsWith(remote) && row[3].equals("01")) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    private static List<JsonNode> connections(Path recording) throws IOException {
        JsonNode json =
                CommandRun.reading("connections", recording, "--format", "json").json();
        return StreamSupport.stream(json.get("connections").spliterator(), false)
                .toList();
    }

    private static List<JsonNode> to(List<JsonNode> connections, int port) {
        return connections.stream()
                .filter(each -> each.get("role").asText().equals("client"))
                .filter(each -> each.get("remote").asText().endsWith(":" + port))
                .toList();
    }

    private static String error(List<JsonNode> connections, int port) {
        return to(connections, port).get(0).path("error").asText();
    }

    private static String method(String frame) {
        int parenthesis = frame.indexOf('(');
        return parenthesis < 0 ? frame : frame.substring(0, parenthesis);
    }
}
