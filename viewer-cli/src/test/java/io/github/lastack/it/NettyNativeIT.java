// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.VirtualMachine;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.Recorded;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.ObservedRun.FoundSite;
import io.github.lastack.it.host.HalfClosedEcho;
import io.github.lastack.it.host.NettyConversations;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/** Netty's epoll and io_uring transports, which pass the JDK's sockets by, are followed like its NIO transport. */
class NettyNativeIT {
    /** Each end of each conversation: its events, with the states that they name. */
    private static final String LIVES =
            """
            serverCloses client: ConnectionOpened SYN_SENT; ConnectionEstablished; EndOfStream CLOSE_WAIT; ConnectionClosed CLOSE_WAIT
            serverCloses server: ConnectionOpened ESTABLISHED; ConnectionClosed ESTABLISHED
            clientCloses client: ConnectionOpened SYN_SENT; ConnectionEstablished; ConnectionClosed ESTABLISHED
            clientCloses server: ConnectionOpened ESTABLISHED; EndOfStream CLOSE_WAIT; Shutdown input CLOSE_WAIT; ConnectionClosed CLOSE_WAIT
            halfCloses client: ConnectionOpened SYN_SENT; ConnectionEstablished; Shutdown output ESTABLISHED; EndOfStream CLOSED; ConnectionClosed CLOSED
            halfCloses server: ConnectionOpened ESTABLISHED; EndOfStream CLOSE_WAIT; Shutdown input CLOSE_WAIT; ConnectionClosed CLOSE_WAIT
            unreadData client: ConnectionOpened SYN_SENT; ConnectionEstablished; ConnectionClosed unread ESTABLISHED
            unreadData server: ConnectionOpened ESTABLISHED; ConnectionError read CLOSED; ConnectionClosed CLOSED
            readOfReset client: ConnectionOpened SYN_SENT; ConnectionEstablished; ConnectionError read CLOSED; ConnectionClosed CLOSED
            readOfReset server: ConnectionOpened ESTABLISHED; ConnectionClosed linger=0 ESTABLISHED
            refused client: ConnectionOpened SYN_SENT; ConnectFailed; ConnectionClosed CLOSED
            """;

    private static final String NIO = "nio";

    @TempDir
    Path directory;

    /** A line of releases, and where its jars are. */
    private enum Netty {
        V4_1("epoll", "EpollSocketChannel.<init>", "Socket.connect"),
        V4_2("epoll", "EpollSocketChannel.<init>", "Socket.connect"),
        V4_2_RING("io_uring", "IoUringSocketChannel.<init>", "AbstractIoUringChannel.submitConnect");

        private static final Path RING_DISABLED = Path.of("/proc/sys/kernel/io_uring_disabled");

        final String transport;
        final String accepts;
        final String connects;

        Netty(String transport, String accepts, String connects) {
            this.transport = transport;
            this.accepts = accepts;
            this.connects = connects;
        }

        /** Netty's io_uring wants Java 9. */
        boolean runsOn(TestJdk jdk) {
            return this != V4_2_RING || jdk.version() >= 9;
        }

        void assumeAllowed() throws IOException {
            boolean disabled = this == V4_2_RING
                    && Files.exists(RING_DISABLED)
                    && !Files.readString(RING_DISABLED).trim().equals("0");
            assumeThat(disabled).as("this machine forbids io_uring").isFalse();
        }

        Path[] classPath() {
            Stream<Path> entries = Stream.of(
                            System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(Path::of);
            if (this == V4_1) {
                return entries.toArray(Path[]::new);
            }
            try (Stream<Path> jars = Files.list(Path.of(System.getProperty("lastack.netty42")))) {
                return Stream.concat(jars, entries.filter(entry -> !entry.getFileName()
                                .toString()
                                .startsWith("netty-")))
                        .toArray(Path[]::new);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static Stream<Netty> nettys(TestJdk jdk) {
        return Stream.of(Netty.values()).filter(netty -> netty.runsOn(jdk));
    }

    static Stream<Arguments> nettysAndAddresses(TestJdk jdk) {
        return nettys(jdk).flatMap(netty -> Stream.of("127.0.0.1", "::1").map(address -> Arguments.of(netty, address)));
    }

    @OnJdks(value = Jdks.EDGES, with = "nettysAndAddresses")
    void connections_everyLife_isRecorded(TestJdk jdk, Netty netty, String address) throws Exception {
        netty.assumeAllowed();
        HostJvm host = run(jdk, netty, address);
        Map<Integer, String> conversationByPort = conversationByPort(host);
        Recorded recorded = Recorded.in(host.recording());

        assertThat(actualLives(recorded, conversationByPort)).containsExactlyInAnyOrderEntriesOf(expectedLives());
        assertThat(recorded.named("ConnectionEstablished")).isNotEmpty().allSatisfy(established -> assertThat(
                        established.getInt("localPort"))
                .isPositive());
        assertThat(recorded.named("ConnectionOpened")).allSatisfy(opened -> assertIdentity(opened, netty, address));
        assertThat(recorded.named("ListenerOpened"))
                .extracting(event -> event.getInt("localPort"))
                .containsExactlyInAnyOrderElementsOf(conversationByPort.keySet());
        assertTakenPortIsTold(recorded);
        assertMakersOfClientsAreNamed(recorded);
        assertAgentIsWell(recorded);
    }

    private static void assertTakenPortIsTold(Recorded recorded) {
        assertThat(recorded.named("BindFailed")).singleElement().satisfies(failure -> {
            assertThat(failure.getString("api")).isEqualTo("Netty");
            assertThat(failure.getString("operation")).isEqualTo("bind");
            assertThat(failure.getInt("localPort")).isPositive();
            assertThat(failure.getBoolean("addressInUse")).isTrue();
            assertThat(failure.getBoolean("reuseAddress")).isTrue();
            assertThat(sites(recorded).get(failure.getLong("createdSite")))
                    .as("whose server it is, though an event loop binds it")
                    .contains(NettyConversations.class.getName());
        });
    }

    /** Netty's classes are loaded by then, and its sockets are found by their numbers. */
    @OnJdks(value = Jdks.EDGES, with = "nettys")
    void agent_attachedTwice_records(TestJdk jdk, Netty netty) throws Exception {
        netty.assumeAllowed();
        Path file = directory.resolve("app.jfr");
        try (HostJvm host = HostJvm.on(jdk)
                .withoutAgent()
                .jvmArgs("-XX:StartFlightRecording=dumponexit=true,filename=" + file)
                .main(NettyConversations.class.getName())
                .args(netty.transport, "127.0.0.1", "wait")
                .classPath(netty.classPath())
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            for (String options : List.of("probe=off", "detach", "probe=off")) {
                attach(host, options);
            }
            host.say("");
            assertThat(host.awaitExit(HostJvm.LIMIT)).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack"));
            Map<Integer, String> conversationByPort = conversationByPort(host);
            Recorded recorded = Recorded.in(file);

            Map<String, String> lives = expectedLives();
            lives.put("serverCloses client", "EndOfStream CLOSE_WAIT; ConnectionClosed CLOSE_WAIT");
            lives.put("serverCloses server", "ConnectionClosed ESTABLISHED");
            assertThat(actualLives(recorded, conversationByPort)).containsExactlyInAnyOrderEntriesOf(lives);
            assertAgentIsWell(recorded);
        }
    }

    private static void attach(HostJvm host, String options) throws Exception {
        VirtualMachine vm = VirtualMachine.attach(Long.toString(host.pid()));
        try {
            vm.loadAgent(HostJvm.agentJar().toString(), options);
        } catch (AgentLoadException e) {
            // JDK 8 answers with the bare result, which newer tools do not understand: 0 is success.
            assertThat(e).hasMessage("0");
        } finally {
            vm.detach();
        }
    }

    /** Beside their own transports the NIO one, whose channels are found by their selection keys. */
    static Stream<Arguments> nettysAndTransports(TestJdk jdk) {
        return Stream.concat(
                nettys(jdk).map(netty -> Arguments.of(netty, netty.transport)),
                Stream.of(Netty.V4_1, Netty.V4_2).map(netty -> Arguments.of(netty, NIO)));
    }

    /** All stacks are Netty's own: whose server it is only its handler tells. */
    @OnJdks(value = Jdks.EDGES, with = "nettysAndTransports")
    void echoServer_halfClosureNeverClosed_isReported(TestJdk jdk, Netty netty, String transport) throws Exception {
        netty.assumeAllowed();
        ObservedRun run = ObservedRun.of(
                HostJvm.on(jdk)
                        .main(HalfClosedEcho.class.getName())
                        .args(transport)
                        .classPath(netty.classPath()),
                "HalfClosedEcho-" + netty + "-" + transport + "-" + jdk.version());
        assertThat(run.exitCode()).isZero();
        assertThat(run.stderr()).noneMatch(line -> line.startsWith("lastack"));
        assertThat(RecordedAgentInfo.in(run.recording())).isEqualTo(new RecordedAgentInfo(0, "", true));
        assertThat(run.openByReplay()).isEqualTo(run.openByKernel());
        assertThat(run.sites()).singleElement().satisfies(site -> {
            assertThat(site).isEqualTo(new FoundSite("close-wait", "end-of-stream-ignored", 3, 3, site.blame()));
            assertThat(site.blame()).matches("(io\\.github\\.lastack\\.it\\.host|io\\.netty)\\..*");
        });
        assertThat(run.connections())
                .hasSize(3)
                .allMatch(c -> c.get("role").asText().equals("server"))
                .allMatch(c -> c.get("api").asText().equals(transport.equals(NIO) ? "SocketChannel" : "Netty"))
                .allSatisfy(c ->
                        assertThat(c.get("attached")).hasToString("[\"" + HalfClosedEcho.class.getName() + "$Echo\"]"));
    }

    private HostJvm run(TestJdk jdk, Netty netty, String address) throws IOException, InterruptedException {
        try (HostJvm host = HostJvm.on(jdk)
                .main(NettyConversations.class.getName())
                .args(netty.transport, address)
                .classPath(netty.classPath())
                .agentOptions("probe=off")
                .recordingTo(directory.resolve("app.jfr"))
                .start()) {
            assertThat(host.awaitExit(HostJvm.LIMIT)).as(host::transcript).isZero();
            return host;
        }
    }

    private static Map<Integer, String> conversationByPort(HostJvm host) {
        return host.stdout().stream()
                .map(line -> line.split(" "))
                .filter(words -> words.length == 2)
                .collect(Collectors.toMap(words -> Integer.valueOf(words[1]), words -> words[0]));
    }

    private static Map<String, String> expectedLives() {
        return LIVES.lines()
                .map(line -> line.split(": "))
                .collect(Collectors.toMap(cells -> cells[0], cells -> cells[1], (a, b) -> b, TreeMap::new));
    }

    private static Map<String, String> actualLives(Recorded recorded, Map<Integer, String> conversationByPort) {
        Map<Long, List<RecordedEvent>> byConnection = recorded.all().stream()
                .filter(event -> event.hasField("connectionId"))
                .collect(groupingBy(event -> event.getLong("connectionId")));
        Map<String, String> lives = new TreeMap<>();
        byConnection.forEach((id, events) -> {
            String life = events.stream()
                    .filter(event -> !Recorded.nameOf(event).equals("OpenConnection"))
                    .map(NettyNativeIT::line)
                    .collect(joining("; "));
            if (!life.isEmpty()) { // that of the agent that has gone is only a description
                lives.merge(end(events, conversationByPort), life, (one, another) -> one + " AND " + another);
            }
        });
        return lives;
    }

    private static String end(List<RecordedEvent> events, Map<Integer, String> conversationByPort) {
        RecordedEvent opened = events.stream()
                .filter(event -> event.hasField("role"))
                .findFirst()
                .orElseThrow();
        String role = opened.getString("role");
        return conversationByPort.get(opened.getInt(role.equals("server") ? "localPort" : "port")) + " " + role;
    }

    private static String line(RecordedEvent event) {
        StringBuilder line = new StringBuilder(Recorded.nameOf(event));
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

    private static void assertIdentity(RecordedEvent opened, Netty netty, String address) {
        String literal = address.equals("::1") ? "0:0:0:0:0:0:0:1" : address;
        assertThat(opened.getString("api")).isEqualTo("Netty");
        assertThat(opened.getString("address")).startsWith(literal);
        assertThat(opened.getInt("port")).isPositive();
        boolean isServer = opened.getString("role").equals("server");
        if (isServer || netty != Netty.V4_2_RING) { // a ring connects later
            assertThat(opened.getString("localAddress")).isEqualTo(literal);
            assertThat(opened.getInt("localPort")).isPositive();
        }
        assertThat(Recorded.applicationFrame(opened)).isEqualTo(isServer ? netty.accepts : netty.connects);
    }

    /** Netty connects on its event loop; the code that wanted it is in the stack of the channel's making. */
    private static void assertMakersOfClientsAreNamed(Recorded recorded) {
        Map<Long, String> sites = sites(recorded);
        assertThat(recorded.named("ConnectionOpened")
                        .filter(opened -> opened.getString("role").equals("client")))
                .allSatisfy(opened -> assertThat(sites.get(opened.getLong("createdSite")))
                        .contains(NettyConversations.class.getName()));
    }

    private static Map<Long, String> sites(Recorded recorded) {
        return recorded.named("Site")
                .collect(Collectors.toMap(
                        site -> site.getLong("siteId"), site -> site.getString("frames"), (one, same) -> one));
    }

    private static void assertAgentIsWell(Recorded recorded) {
        List<RecordedEvent> infos = recorded.named("AgentInfo").toList();
        assertThat(infos).isNotEmpty();
        RecordedEvent last = infos.get(infos.size() - 1);
        assertThat(last.getLong("suppressedErrors")).isZero();
        assertThat(last.getString("hooksFailed")).isEmpty();
        assertThat(last.getString("hooksInstalled")).contains("io.netty.channel.unix.Socket.<init>");
        assertThat(last.getLong("openConnections")).isZero();
    }
}
