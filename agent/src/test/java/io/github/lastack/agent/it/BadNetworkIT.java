// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.ByCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Checks that a {@link BadNetwork} loses what it should, by the kernel's table of sockets. The client is {@code c}, the
 * server {@code s}; the JDK plays no part in it.
 */
@Tag("no-jdk")
@Execution(ExecutionMode.SAME_THREAD) // there is one network
class BadNetworkIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final AtomicInteger PORTS = new AtomicInteger(7000);

    private static BadNetwork network;
    private static HostJvm host;

    private final int port = PORTS.getAndIncrement();

    @BeforeAll
    static void start() throws Exception {
        network = BadNetwork.makeOrSkip();
        TestJdk running = new TestJdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
        host = HostJvm.on(running)
                .main(ByCommand.class)
                .withoutAgent()
                .in(network)
                .start();
    }

    @AfterAll
    static void end() {
        if (network != null) {
            host.close();
            network.close();
        }
    }

    @BeforeEach
    void listen() throws Exception {
        done("listen " + port);
    }

    @AfterEach
    void heal() throws Exception {
        network.heals();
    }

    @Test
    void aNetworkThatLosesNothing_conveysAll() throws Exception {
        connect();
        done("write c" + port + " 100000");
        done("read s" + port + " 100000");

        awaitClient("ESTABLISHED");
        awaitServer("ESTABLISHED");
    }

    @Test
    void aLostLastAckOfTheHandshake_leavesSynReceivedBesideEstablished() throws Exception {
        network.losesLastAcksOfHandshakes(port);
        done("connect c" + port + " " + port);

        awaitServer("SYN_RECEIVED");
        awaitClient("ESTABLISHED");
    }

    @Test
    void lostSyns_leaveTheClientInSynSent() throws Exception {
        network.losesSyns(port);
        tell("connect c" + port + " " + port);

        awaitClient("SYN_SENT");
        assertThat(server()).isEmpty();
    }

    @Test
    void lostFinsFromThePort_leaveItInFinWait1AndThePeerUnaware() throws Exception {
        connect();
        network.losesFinsFrom(port);
        done("close s" + port);

        awaitRow(row -> row.localPort() == port && row.state().equals("FIN_WAIT_1") && row.retransmits() > 0);
        awaitClient("ESTABLISHED");
    }

    @Test
    void lostFinsForThePort_leaveThePeerInFinWait1() throws Exception {
        connect();
        network.losesFinsFor(port);
        done("close c" + port);

        awaitRow(row -> row.remotePort() == port && row.state().equals("FIN_WAIT_1") && row.retransmits() > 0);
        awaitServer("ESTABLISHED");
    }

    @Test
    void lostAcksForThePort_leaveItInFinWait1WhereThePeerKnowsOfItsFin() throws Exception {
        connect();
        network.losesAcksFor(port);
        done("shut s" + port);

        awaitClient("CLOSE_WAIT");
        awaitServer("FIN_WAIT_1");
    }

    @Test
    void lostAcksFromThePort_leaveThePeerInLastAck() throws Exception {
        connect();
        done("shut s" + port);
        awaitClient("CLOSE_WAIT");
        network.losesAcksFrom(port);
        done("close c" + port);

        awaitRow(row -> row.remotePort() == port && row.state().equals("LAST_ACK") && row.retransmits() > 0);
    }

    @Test
    void aFinThatIsLostWhileThePeersArrives_leavesItsSenderInClosing() throws Exception {
        connect();
        network.losesFinsFrom(port);
        done("shut s" + port);
        awaitServer("FIN_WAIT_1");
        done("shut c" + port);

        awaitServer("CLOSING");
        awaitClient("FIN_WAIT_2");
    }

    @Test
    void peer_vanished_isSentRetransmissionsAndNoOtherIs() throws Exception {
        connect();
        int other = PORTS.getAndIncrement();
        done("listen " + other);
        connect(other);
        network.vanishes(port);
        done("write c" + port + " 1");
        done("write c" + other + " 1");

        done("read s" + other + " 1");
        awaitRow(row -> row.remotePort() == port && row.state().equals("ESTABLISHED") && row.retransmits() >= 2);
        assertThat(network.sockets())
                .filteredOn(row -> row.remotePort() == other || row.localPort() == other)
                .allMatch(row -> row.retransmits() == 0);
    }

    @Test
    void anInjectedReset_endsTheConnectionOfTheSender() throws Exception {
        connect();
        network.resets(port);
        done("write c" + port + " 1");

        tell("read c" + port + " 1");
        host.awaitLine("java.net.SocketException: read c" + port + " 1", SOON);
        await(() -> client().isEmpty(), "end of the client's socket");
        awaitServer("ESTABLISHED");
    }

    @Test
    void anUnreachableHost_failsAConnectForThatReason() throws Exception {
        network.isUnreachable(port);
        tell("connect c" + port + " " + port);

        host.awaitLine("java.net.NoRouteToHostException: connect c" + port + " " + port, SOON);
    }

    @Test
    void randomLoss_isMadeUpForByRetransmits() throws Exception {
        connect();
        long before = retransmitted();
        network.loses(10);
        for (int i = 0; i < 20 || retransmitted() == before && i < 200; i++) {
            done("write c" + port + " " + (i + 1));
            done("read s" + port + " " + (i + 1));
        }

        assertThat(retransmitted()).isGreaterThan(before);
    }

    @Test
    void aSlowNetwork_letsNoMoreThroughThanItIsSaidTo() throws Exception {
        connect();
        network.isSlow(4_000, 2_000);
        long begun = System.nanoTime();
        tell("write c" + port + " 500000");
        done("read s" + port + " 500000");
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        network.heals();
        done("write c" + port + " 600000");
        long healed = System.nanoTime();
        done("read s" + port + " 600000");

        // All but the bucket's 128 kB, at 500 kB a second.
        assertThat(taken).isGreaterThan(Duration.ofMillis(700));
        assertThat(Duration.ofNanos(System.nanoTime() - healed)).isLessThan(Duration.ofMillis(700));
    }

    @Test
    void whatIsSetAndLostThere_changesNothingOutside() throws Exception {
        List<String> before = outside();
        network.loses(50);
        network.vanishes(port);
        network.isSlow(4_000, 2_000);
        network.set("tcp_retries2", 3);

        assertThat(outside()).isEqualTo(before);
        assertThat(said("nsenter", "--net=" + network.file(), "cat", "/proc/sys/net/ipv4/tcp_retries2"))
                .isEqualTo("3\n");
    }

    @Test
    void aNetworkThatIsClosed_isGone() throws Exception {
        Path of;
        try (BadNetwork brief = BadNetwork.makeOrSkip()) {
            of = brief.file();
            assertThat(of).exists();
        }
        assertThat(of).doesNotExist();
    }

    private void connect() throws Exception {
        connect(port);
    }

    private static void connect(int to) throws Exception {
        tell("accept s" + to + " " + to);
        done("connect c" + to + " " + to);
        host.awaitLine("ok: accept s" + to + " " + to, SOON);
    }

    private static void tell(String command) throws IOException {
        host.say(command);
    }

    private static void done(String command) throws Exception {
        host.say(command);
        host.awaitLine("ok: " + command, SOON);
    }

    private List<BadNetwork.Row> client() throws IOException {
        return network.sockets().stream()
                .filter(row -> row.remotePort() == port)
                .toList();
    }

    private List<BadNetwork.Row> server() throws IOException {
        return network.sockets().stream()
                .filter(row -> row.localPort() == port && !row.state().equals("LISTEN"))
                .toList();
    }

    private void awaitClient(String state) throws Exception {
        awaitRow(row -> row.remotePort() == port && row.state().equals(state));
    }

    private void awaitServer(String state) throws Exception {
        awaitRow(row -> row.localPort() == port && row.state().equals(state));
    }

    private static void awaitRow(Predicate<BadNetwork.Row> wanted) throws Exception {
        await(() -> network.sockets().stream().anyMatch(wanted), "such socket");
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition, String wanted) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no " + wanted + ", but " + network.sockets() + host.transcript());
            }
            Thread.sleep(20);
        }
    }

    /** RetransSegs of the network's snmp(7) counters, whose names are a line and whose values are the next. */
    private static long retransmitted() throws IOException {
        List<String> tcp = network.tableOf("snmp").stream()
                .filter(line -> line.startsWith("Tcp:"))
                .toList();
        int column = List.of(tcp.get(0).split(" ")).indexOf("RetransSegs");
        return Long.parseLong(tcp.get(1).split(" ")[column]);
    }

    private static List<String> outside() throws Exception {
        return List.of(
                said("nft", "list", "ruleset"),
                said("tc", "qdisc", "show"),
                Files.readString(Path.of("/proc/sys/net/ipv4/tcp_retries2")));
    }

    private static String said(String... program) throws Exception {
        Process process = new ProcessBuilder(program).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
