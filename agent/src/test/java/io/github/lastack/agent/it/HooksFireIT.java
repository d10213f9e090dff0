// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.ClosedFirst;
import io.github.lastack.agent.host.Conversations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which a connection begins, lives and ends is recorded alike through every API and on every JDK. */
class HooksFireIT {
    /** Each end of each conversation: its events, with the states that they name and the methods they happen in. */
    private static final String LIVES =
            """
            peerCloses client: ConnectionOpened ESTABLISHED connect; EndOfStream CLOSE_WAIT read; ConnectionClosed CLOSE_WAIT close
            peerCloses server: ConnectionOpened ESTABLISHED accept; ConnectionClosed ESTABLISHED close
            clientCloses client: ConnectionOpened ESTABLISHED connect; ConnectionClosed ESTABLISHED close
            clientCloses server: ConnectionOpened ESTABLISHED accept; EndOfStream CLOSE_WAIT read; ConnectionClosed CLOSE_WAIT close
            halfCloses client: ConnectionOpened ESTABLISHED connect; Shutdown output ESTABLISHED shutdownOutput; EndOfStream CLOSED read; ConnectionClosed CLOSED close
            halfCloses server: ConnectionOpened ESTABLISHED accept; EndOfStream CLOSE_WAIT read; ConnectionClosed CLOSE_WAIT close
            inputShut client: ConnectionOpened ESTABLISHED connect; Shutdown input ESTABLISHED shutdownInput; ConnectionClosed ESTABLISHED close
            inputShut server: ConnectionOpened ESTABLISHED accept; EndOfStream CLOSE_WAIT read; ConnectionClosed CLOSE_WAIT close
            unreadData client: ConnectionOpened ESTABLISHED connect; ConnectionClosed unread ESTABLISHED close
            unreadData server: ConnectionOpened ESTABLISHED accept; ConnectionClosed CLOSED close
            readOfReset client: ConnectionOpened ESTABLISHED connect; ConnectionError read CLOSED read; ConnectionClosed CLOSED close
            readOfReset server: ConnectionOpened ESTABLISHED accept; ConnectionClosed linger=0 ESTABLISHED close
            writeToReset client: ConnectionOpened ESTABLISHED connect; ConnectionError write CLOSED write; ConnectionClosed CLOSED close
            writeToReset server: ConnectionOpened ESTABLISHED accept; ConnectionClosed linger=0 ESTABLISHED close
            refused client: ConnectFailed connect; ConnectionClosed connect
            timeout client: ConnectFailed connect; ConnectionClosed connect
            """;

    /** Where connect does not block, which holds on the loopback too; a timeout is then the application's own. */
    private static final String NON_BLOCKING_LIVES =
            """
            refused client: ConnectionOpened SYN_SENT connect; ConnectFailed finish; ConnectionClosed finish
            timeout client: ConnectionOpened SYN_SENT connect; ConnectionClosed SYN_SENT close
            slow client: ConnectionOpened SYN_SENT connect; ConnectionEstablished none; ConnectionClosed ESTABLISHED close
            slowlyRefused client: ConnectionOpened SYN_SENT connect; ConnectFailed finish; ConnectionClosed finish
            givenUp client: ConnectionOpened SYN_SENT connect; ConnectionClosed SYN_SENT close
            """;

    /** Where a thread of the JDK finishes the connect, which may be before the call returns. */
    private static final String ASYNCHRONOUS_LIVES =
            """
            refused client: ConnectionOpened SYN_SENT connect; ConnectFailed none; ConnectionClosed none
            timeout client: ConnectionOpened SYN_SENT connect; ConnectionClosed SYN_SENT connect
            """;

    private static final String FINISHED = "ConnectionOpened SYN_SENT connect; ConnectionEstablished none";
    private static final String AT_ONCE = "ConnectionOpened ESTABLISHED connect";

    /** Until then an adaptor's connect with a timeout is a non-blocking one of the channel, and a wait. */
    private static final int ADAPTORS_BLOCK = 13;

    @TempDir
    Path directory;

    /** Through all APIs in one JVM: a fresh one for each shows nothing more. */
    @OnJdks(Jdks.EVERY)
    void lives_everyApi_areRecorded(TestJdk jdk) throws Exception {
        assertLives(jdk, List.of("Socket", "Channel", "Adaptor", "Selector", "Async"), List.of("127.0.0.1", "::1"));
    }

    /** The property is JDK 13 to 17's; later ones have the new implementation alone. */
    @OnJdks(value = Jdks.EVERY, from = 13, to = 17)
    void lives_plainImplementation_areRecorded(TestJdk jdk) throws Exception {
        assertLives(jdk, List.of("Socket"), List.of("127.0.0.1"), "-Djdk.net.usePlainSocketImpl=true");
    }

    @OnJdks(Jdks.EVERY)
    void lives_withoutIpv6_areRecorded(TestJdk jdk) throws Exception {
        assertLives(jdk, List.of("Selector"), List.of("127.0.0.1"), "-Djava.net.preferIPv4Stack=true");
    }

    /**
     * Recorded state was dropped at the close and must not come back: the number of the descriptor may be another's by
     * now.
     */
    @OnJdks(Jdks.EVERY)
    void connect_ofClosedChannel_isNoConnection(TestJdk jdk) throws Exception {
        Recorded recorded =
                Recorded.in(run(HostJvm.on(jdk).main(ClosedFirst.class)).recording());

        assertThat(recorded.all().stream().map(Recorded::nameOf))
                .containsOnlyOnce("ListenerOpened")
                .containsOnly("ListenerOpened", "AgentInfo");
    }

    private HostJvm run(HostJvm.Builder jvm) throws IOException, InterruptedException {
        try (HostJvm host = jvm.agentOptions("probe=off")
                .recordingTo(directory.resolve("app.jfr"))
                .start()) {
            assertThat(host.awaitExit(HostJvm.LIMIT)).as(host::transcript).isZero();
            return host;
        }
    }

    private void assertLives(TestJdk jdk, List<String> apis, List<String> ips, String... jvmArgs) throws Exception {
        HostJvm host = run(HostJvm.on(jdk)
                .main(Conversations.class)
                .args(String.join(",", apis), String.join(",", ips))
                .jvmArgs(jvmArgs));
        Map<String, String> conversationByDoor = host.stdout().stream()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> door(ipOf(words[0]), words[1]), words -> words[0]));
        Recorded recorded = Recorded.in(host.recording());

        Map<String, String> lives = actualLives(recorded, conversationByDoor);
        lives.replaceAll(
                (end, life) -> // either, by who is faster
                apiOf(end).equals("Async") ? life.replace(FINISHED, AT_ONCE) : life);
        Map<String, String> expected = new TreeMap<>();
        for (String api : apis) {
            for (String ip : ips) {
                expectedLives(jdk, api).forEach((end, life) -> expected.put(api + "/" + ip + "/" + end, life));
            }
        }
        assertThat(lives.entrySet()).containsExactlyInAnyOrderElementsOf(expected.entrySet());
        Set<Long> failed = recorded.named("ConnectFailed")
                .map(event -> event.getLong("connectionId"))
                .collect(Collectors.toSet());
        assertThat(recorded.named("ConnectionOpened")
                        .filter(event -> !isOfTheStage(event) && !failed.contains(event.getLong("connectionId")))
                        .toList())
                .allSatisfy(event -> {
                    String conversation = end(event, conversationByDoor);
                    assertIdentity(event, apiOf(conversation), InetAddress.getByName(ipOf(conversation)));
                });
        assertListeners(recorded, conversationByDoor);
        assertAgentIsWell(recorded);
    }

    /** Returns the API in {@code API/ADDRESS/NAME}. */
    private static String apiOf(String conversation) {
        return conversation.split("/")[0];
    }

    private static String ipOf(String conversation) {
        return conversation.split("/")[1];
    }

    private static String door(String ip, Object port) {
        try {
            return InetAddress.getByName(ip).getHostAddress() + " " + port;
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> expectedLives(TestJdk jdk, String api) {
        Map<String, String> lives = lives(LIVES);
        boolean selects = api.equals("Selector");
        if (selects || api.equals("Adaptor") && jdk.version() < ADAPTORS_BLOCK) {
            lives.replaceAll((end, life) -> life.replace(AT_ONCE, FINISHED));
        }
        if (selects) {
            lives.putAll(lives(NON_BLOCKING_LIVES));
        } else if (api.equals("Async")) {
            lives.keySet().removeIf(end -> end.contains("Reset"));
            lives.putAll(lives(ASYNCHRONOUS_LIVES));
        } else if (!api.equals("Socket") && jdk.version() < ADAPTORS_BLOCK) {
            lives.put("timeout client", "ConnectionOpened SYN_SENT connect; ConnectionClosed SYN_SENT connect");
            if (api.equals("Adaptor")) {
                lives.put(
                        "refused client",
                        "ConnectionOpened SYN_SENT connect; ConnectFailed connect; ConnectionClosed connect");
            }
        }
        return lives;
    }

    private static Map<String, String> lives(String table) {
        return table.lines()
                .map(line -> line.split(": "))
                .collect(Collectors.toMap(cells -> cells[0], cells -> cells[1], (a, b) -> b, TreeMap::new));
    }

    private static Map<String, String> actualLives(Recorded recorded, Map<String, String> conversationByDoor) {
        Map<Long, List<RecordedEvent>> byConnection = recorded.all().stream()
                .filter(event -> event.hasField("connectionId"))
                .filter(event -> !List.of("OpenConnection", "DescriptorClosed").contains(Recorded.nameOf(event)))
                .collect(groupingBy(event -> event.getLong("connectionId")));
        Map<String, String> lives = new TreeMap<>();
        byConnection.forEach((id, events) -> {
            if (!isOfTheStage(events.get(0))) {
                String name = end(events.get(0), conversationByDoor);
                String life = events.stream().map(HooksFireIT::line).collect(joining("; "));
                lives.merge(name, life, (one, another) -> one + " AND " + another);
            }
        });
        return lives;
    }

    private static boolean isOfTheStage(RecordedEvent event) {
        return Recorded.applicationFrame(event).startsWith("FullAcceptQueue.");
    }

    private static String end(RecordedEvent first, Map<String, String> conversationByDoor) {
        boolean server = first.hasField("role") && first.getString("role").equals("server");
        String door =
                door(first.getString(server ? "localAddress" : "address"), first.getInt(server ? "localPort" : "port"));
        return conversationByDoor.get(door) + (server ? " server" : " client");
    }

    private static String line(RecordedEvent event) {
        StringBuilder line = new StringBuilder(Recorded.nameOf(event));
        for (String field : List.of("operation", "direction", "state", "kernelState")) {
            if (event.hasField(field) && !event.getString(field).isEmpty()) {
                line.append(' ').append(event.getString(field));
            }
        }
        if (event.hasField("unreadData") && event.getBoolean("unreadData")) {
            line.insert("ConnectionClosed".length(), " unread");
        }
        if (event.hasField("linger") && event.getInt("linger") != -1) {
            line.insert("ConnectionClosed".length(), " linger=" + event.getInt("linger"));
        }
        String frame = Recorded.applicationFrame(event);
        return line.append(' ').append(frame.substring(frame.indexOf('.') + 1)).toString();
    }

    private static void assertIdentity(RecordedEvent opened, String api, InetAddress ip) {
        String type =
                Map.of("Socket", "Socket", "Async", "AsynchronousSocketChannel").getOrDefault(api, "SocketChannel");
        assertThat(opened.getString("api")).isEqualTo(type);
        assertThat(opened.getString("address")).isEqualTo(ip.getHostAddress());
        assertThat(opened.getString("localAddress")).isEqualTo(ip.getHostAddress());
        assertThat(opened.getString("host")).isEqualTo(ip.getHostAddress());
        assertThat(opened.getInt("port")).isPositive();
        assertThat(opened.getInt("localPort")).isPositive();
        assertThat(opened.getLong("createdSite")).isZero();
    }

    /** Where a connect was refused, the port is listened at before and after. */
    private static void assertListeners(Recorded recorded, Map<String, String> conversationByDoor) {
        List<String> expected = new ArrayList<>();
        conversationByDoor.forEach((door, conversation) ->
                expected.addAll(Collections.nCopies(conversation.endsWith("efused") ? 2 : 1, door)));
        assertThat(recorded.named("ListenerOpened")
                        .map(event -> door(event.getString("localAddress"), event.getInt("localPort"))))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static void assertAgentIsWell(Recorded recorded) {
        List<RecordedEvent> infos = recorded.named("AgentInfo").toList();
        assertThat(infos).isNotEmpty().allSatisfy(info -> {
            assertThat(info.getLong("suppressedErrors")).isZero();
            assertThat(info.getString("hooksFailed")).isEmpty();
            assertThat(info.getBoolean("kernelAsked")).isTrue();
            assertThat(info.getString("mainClass")).isEqualTo(Conversations.class.getName());
        });
        assertThat(infos.get(infos.size() - 1).getLong("openConnections")).isZero();
    }
}
