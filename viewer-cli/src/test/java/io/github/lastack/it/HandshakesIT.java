// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.BadNetwork;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.Recorded;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.Gate;
import io.github.lastack.it.host.GateClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/**
 * Handshakes with a listener whose last ACK is lost on the way, as the kernel's table has them and as they are told.
 */
class HandshakesIT {
    private static final int BACKLOG = 8;

    /** More than there is room for: as places become free, their SYNs sent again take them. */
    private static final int SILENT = 40;

    /** As many begin in each second after, so that no place stays free. */
    private static final int MORE = 5;

    /** Linux lets one more in than the backlog says. */
    private static final int ROOM = BACKLOG + 1;

    private static final int READINGS = 5;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @OnJdks(Jdks.EDGES)
    void handshakesThatNobodyFinishes_withoutCookies_fillTheQueue_andSynsAreDropped(TestJdk jdk) throws Exception {
        JsonNode found = assertUnfinished(jdk, 0);

        JsonNode handshakes = found.get("handshakes");
        assertThat(handshakes.get("synsDropped").asLong()).isPositive();
        assertThat(handshakes.get("syncookiesSent").asLong()).isZero();
        assertThat(found.get("advice").asText()).startsWith("set net.ipv4.tcp_syncookies=1");
    }

    @OnJdks(Jdks.EDGES)
    void handshakesThatNobodyFinishes_withCookies_fillTheQueue_andNoSynIsDropped(TestJdk jdk) throws Exception {
        JsonNode found = assertUnfinished(jdk, 1);

        JsonNode handshakes = found.get("handshakes");
        assertThat(handshakes.get("synsDropped").asLong()).isZero();
        assertThat(handshakes.get("syncookiesSent").asLong()).isGreaterThanOrEqualTo(SILENT - ROOM);
        assertThat(found.get("advice").asText()).startsWith("see whose the handshakes are");
    }

    private JsonNode assertUnfinished(TestJdk jdk, int syncookies) throws Exception {
        Path recording = folder.resolve("full.jfr");
        try (BadNetwork network = BadNetwork.makeOrSkip()) {
            network.set("tcp_syncookies", syncookies);
            try (HostJvm gate = gate(jdk, network, BACKLOG, recording)) {
                int port = port(gate);
                network.losesLastAcksOfHandshakes(port);
                try (KernelTables tables = KernelTables.watch(network, port);
                        HostJvm clients = clients(jdk, network, "silent", port, SILENT, MORE)) {
                    Recorded recorded = gate.dumpedWhen(soFar -> soFar.named("ListenerQueue")
                                    .filter(HandshakesIT::isFull)
                                    .count()
                            >= READINGS);

                    tables.assertTold(recorded);
                    assertThat(recorded.named("ListenerQueue").mapToInt(queue -> queue.getInt("synReceived")))
                            .contains(ROOM)
                            .allMatch(count -> count <= ROOM);
                    assertThat(clients.end()).isZero();
                }
                assertThat(gate.end()).as(gate.transcript()).isZero();
            }
        }
        assertTextsTellIt(recording);
        List<JsonNode> sites = sites(recording);
        assertThat(sites).as(sites.toString()).hasSize(1);
        JsonNode site = sites.get(0);
        assertThat(site.get("problem").asText()).isEqualTo("accept-queue");
        assertThat(site.get("cause").asText()).isEqualTo("handshakes-unfinished");
        assertThat(site.get("blame").asText()).startsWith(Gate.class.getName() + ".listen(");
        assertThat(site.get("connections").asInt()).isEqualTo(ROOM);
        JsonNode listener = site.get("handshakes").get("listeners").get(0);
        assertThat(listener.get("room").asInt()).isEqualTo(BACKLOG);
        assertThat(listener.get("most").asInt()).isEqualTo(ROOM);
        assertThat(listener.get("synAckRetransmits").asInt()).isGreaterThanOrEqualTo(ROOM / 2);
        assertThat(listener.get("fullReadings").asInt()).isGreaterThanOrEqualTo(2);
        return site;
    }

    private static boolean isFull(RecordedEvent queue) {
        return queue.getInt("synReceived") >= BACKLOG && queue.getInt("synAckRetransmits") >= ROOM / 2 + 1;
    }

    private static void assertTextsTellIt(Path recording) {
        assertThat(CommandRun.reading("summary", recording).stdout())
                .contains("accept-queue / handshakes-unfinished  up to 9 handshakes unfinished")
                .containsPattern("(?m)^SYN_RECEIVED .* 9$"); // the machine's, as the kernel was asked last
        assertThat(CommandRun.reading("sites", recording).stdout())
                .contains("had up to 9 half-open handshakes, with room for 8;");
        CommandRun check = CommandRun.reading("check", recording, "--fail-on", "accept-queue");
        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.stdout()).contains("handshakes-unfinished");
    }

    @OnJdks(Jdks.EDGES)
    void handshakesThatHang_whereThereIsRoom_areSaidOfTheListenerAndAreNoFinding(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("hanging.jfr");
        try (BadNetwork network = BadNetwork.makeOrSkip();
                HostJvm gate = gate(jdk, network, 50, recording)) {
            int port = port(gate);
            network.losesLastAcksOfHandshakes(port);
            try (KernelTables tables = KernelTables.watch(network, port);
                    HostJvm clients = clients(jdk, network, "silent", port, 5, 0)) {
                Recorded recorded = gate.dumpedWhen(soFar -> soFar.last("ListenerQueue")
                        .filter(queue -> queue.getInt("synAckRetransmits") >= 15)
                        .isPresent());
                tables.assertTold(recorded);
                assertThat(gate.end()).as(gate.transcript()).isZero();
                assertThat(clients.end()).isZero();
            }
        }
        assertThat(sites(recording)).isEmpty();
        JsonNode listener = CommandRun.reading("connections", recording, "--format", "json")
                .json()
                .get("listeners")
                .get(0);
        assertThat(listener.get("synReceived").asInt()).isEqualTo(5);
        assertThat(listener.get("synReceivedRoom").asInt()).isEqualTo(50);
        assertThat(listener.get("synAckRetransmits").asInt()).isGreaterThanOrEqualTo(15);
        assertThat(CommandRun.reading("connections", recording).stdout())
                .contains("(0 of 50 waiting, 5 of 50 in SYN_RECEIVED, SYN-ACKs retransmitted ");
        assertThat(CommandRun.reading("summary", recording).stdout()).contains("SYN_RECEIVED  up to 5 handshakes on ");
    }

    @OnJdks(Jdks.EDGES)
    void listenerThatIsWell_whereSegmentsAreLostByChance_hasNoFinding(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("well.jfr");
        try (BadNetwork network = BadNetwork.makeOrSkip();
                HostJvm gate = gate(jdk, network, BACKLOG, recording)) {
            network.loses(5);
            try (HostJvm clients = clients(jdk, network, "talking", port(gate), 6, 0)) {
                Thread.sleep(LONG_ENOUGH.toMillis());
                assertThat(gate.dumped().named("ListenerQueue").count()).isGreaterThanOrEqualTo(READINGS);
                assertThat(clients.end()).isZero();
            }
            assertThat(gate.end()).as(gate.transcript()).isZero();
        }
        assertThat(sites(recording)).isEmpty();
        assertThat(CommandRun.reading("check", recording, "--fail-on", "accept-queue")
                        .exitCode())
                .isZero();
    }

    /** What it records beside its own has the kernel asked ten times as often. */
    private HostJvm gate(TestJdk jdk, BadNetwork network, int backlog, Path recording) throws IOException {
        Path often = folder.resolve("often.jfc");
        Files.writeString(often, CommandRun.reading("jfc").stdout().replace(">10 s<", ">1 s<"));
        return HostJvm.on(jdk)
                .main(Gate.class)
                .args(Integer.toString(backlog))
                .in(network)
                .jvmArgs("-XX:StartFlightRecording=name=often,settings=" + often)
                .recordingTo(recording)
                .start();
    }

    private static HostJvm clients(TestJdk jdk, BadNetwork network, String manner, int port, int count, int more)
            throws IOException, InterruptedException {
        HostJvm clients = HostJvm.on(jdk)
                .main(GateClients.class)
                .args(manner, Integer.toString(port), Integer.toString(count), Integer.toString(more))
                .in(network)
                .withoutAgent()
                .start();
        clients.awaitLine("ready", HostJvm.LIMIT);
        return clients;
    }

    private static int port(HostJvm gate) throws InterruptedException {
        gate.awaitLine("ready", HostJvm.LIMIT);
        return gate.stdout().stream()
                .filter(line -> line.startsWith("port "))
                .map(line -> Integer.parseInt(line.substring("port ".length())))
                .findFirst()
                .orElseThrow();
    }

    private static List<JsonNode> sites(Path recording) throws IOException {
        JsonNode sites = CommandRun.reading("sites", recording, "--format", "json")
                .json()
                .get("sites");
        return StreamSupport.stream(sites.spliterator(), false).toList();
    }
}
