// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Busy;
import io.github.lastack.agent.host.OpenBefore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;

/**
 * The agent is attached to a JVM that holds connections and makes others all the time: it knows what is open and harms
 * nothing.
 */
class AdoptionIT {
    private static final List<String> STATES =
            List.of("?", "ESTABLISHED", "?", "?", "FIN_WAIT_1", "FIN_WAIT_2", "?", "?", "CLOSE_WAIT");

    @TempDir
    Path directory;

    @OnJdks(Jdks.EVERY)
    void openDescriptors_afterAttach_areThoseOfTheKernel(TestJdk jdk) throws Exception {
        Path file = directory.resolve("app.jfr");
        Set<String> atAttach;
        Set<String> atEnd;
        try (HostJvm host = start(jdk, file)) {
            host.awaitLine("ready", HostJvm.LIMIT);
            AttachIT.attach(host, "probe=10ms");
            tell(host, "rest");
            assertThat(host.stdout()).as(host::transcript).contains("faults 0");
            atAttach = held(host.pid());
            tell(host, "act");
            atEnd = held(host.pid());
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
        }
        Recorded recorded = Recorded.in(file);
        assertThat(atAttach).hasSize(200);
        assertThat(adopted(recorded)).containsAll(atAttach);
        assertThat(openAtEnd(recorded)).isEqualTo(atEnd);
        // Two of the four treatments of Busy.act() read the end, of 7 and 6 rounds of four kinds.
        Set<Long> opened = ids(recorded, "ConnectionOpened");
        assertThat(recorded.named("EndOfStream")
                        .map(end -> end.getLong("connectionId"))
                        .filter(id -> !opened.contains(id)))
                .doesNotHaveDuplicates()
                .hasSize(52);
        assertThat(recorded.named("AgentInfo")).isNotEmpty().allSatisfy(info -> {
            assertThat(info.getLong("suppressedErrors")).isZero();
            assertThat(info.getString("hooksFailed")).isEmpty();
        });
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                Arguments.of("127.0.0.1", true),
                Arguments.of("127.0.0.1", false), // mapped: ::ffff:127.0.0.1 to the kernel
                Arguments.of("0:0:0:0:0:0:0:1", false));
    }

    @OnJdks(value = Jdks.EVERY, with = "addresses")
    void connection_fromBefore_hasEndpointsAndTheRestOfItsLife(TestJdk jdk, String address, boolean ipv4)
            throws Exception {
        Path file = directory.resolve("app.jfr");
        Map<Integer, String> sceneByPort;
        Set<String> kernels;
        try (HostJvm host = HostJvm.on(jdk)
                .busy()
                .withoutAgent()
                .jvmArgs("-XX:StartFlightRecording=dumponexit=true,filename=" + file)
                .jvmArgs("-Djava.net.preferIPv4Stack=" + ipv4)
                .main(OpenBefore.class)
                .args(address)
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            sceneByPort = host.stdout().stream()
                    .filter(line -> line.startsWith("@"))
                    .map(line -> line.substring(1).split(" "))
                    .collect(Collectors.toMap(words -> Integer.valueOf(words[1]), words -> words[0]));
            kernels = held(host.pid());
            AttachIT.attach(host, "probe=off");
            host.say("go on");
            host.awaitLine("done", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
        }
        Recorded recorded = Recorded.in(file);
        assertThat(adopted(recorded)).isEqualTo(kernels);
        assertThat(recorded.named("ConnectionOpened")).isEmpty();
        assertThat(recorded.named("AgentInfo"))
                .allSatisfy(info -> assertThat(info.getLong("suppressedErrors")).isZero());
        Map<String, Map<String, Long>> lives = new TreeMap<>();
        recorded.named("OpenConnection").forEach(open -> {
            assertThat(open.getString("address")).isEqualTo(address);
            assertThat(open.getString("localAddress")).isEqualTo(address);
            boolean server = open.getString("role").equals("server");
            String scene = sceneByPort.get(open.getInt(server ? "localPort" : "port"));
            lives.computeIfAbsent(scene + " " + open.getString("role"), end -> new TreeMap<>())
                    .merge(life(recorded, open.getLong("connectionId"), scene.endsWith("metByTwo")), 1L, Long::sum);
        });
        Map<String, Map<String, Long>> expected = new TreeMap<>();
        for (String api : List.of("Socket", "SocketChannel", "AsynchronousSocketChannel")) {
            expected.put(api + "-closed client", Map.of("Closed ESTABLISHED", 1L));
            expected.put(api + "-closed server", Map.of("Closed CLOSE_WAIT", 1L));
            expected.put(api + "-shut client", Map.of("Shutdown ESTABLISHED, Closed CLOSED", 1L));
            expected.put(api + "-shut server", Map.of("EndOfStream CLOSE_WAIT, Closed CLOSE_WAIT", 1L));
            expected.put(api + "-ended client", Map.of("EndOfStream CLOSE_WAIT, Closed CLOSE_WAIT", 1L));
            expected.put(api + "-ended server", Map.of("Shutdown ESTABLISHED, Closed CLOSED", 1L));
            expected.put(api + "-metByTwo client", Map.of("Closed, EndOfStream, Shutdown", 40L));
            expected.put(api + "-metByTwo server", Map.of("Closed, Shutdown", 40L));
        }
        assertThat(lives).isEqualTo(expected);
    }

    /** Returns the events after its adoption; for a connection that two threads used, only their names. */
    private static String life(Recorded recorded, long id, boolean byTwo) {
        Stream<String> events = recorded.of(id)
                .filter(event -> !Recorded.nameOf(event).equals("OpenConnection"))
                .map(event -> Recorded.nameOf(event).replace("Connection", "")
                        + (byTwo ? "" : " " + event.getString("kernelState")));
        return (byTwo ? events.sorted() : events).collect(Collectors.joining(", "));
    }

    private static HostJvm start(TestJdk jdk, Path file) throws IOException {
        return HostJvm.on(jdk)
                .busy()
                .withoutAgent()
                .jvmArgs("-XX:StartFlightRecording=dumponexit=true,filename=" + file)
                .main(Busy.class)
                .start();
    }

    private static void tell(HostJvm host, String line) throws Exception {
        host.say(line);
        host.awaitLine("done " + line, HostJvm.LIMIT);
    }

    /**
     * Returns "local port, remote port, state" of what was listed when the agent was attached, and of what came since.
     */
    private static Set<String> adopted(Recorded recorded) {
        Set<String> all = new HashSet<>();
        recorded.named("OpenConnection").forEach(open -> all.add(text(open)));
        return all;
    }

    private static Set<Long> ids(Recorded recorded, String name) {
        return recorded.named(name).map(event -> event.getLong("connectionId")).collect(Collectors.toSet());
    }

    private static Set<String> openAtEnd(Recorded recorded) {
        Map<Long, String> open = new HashMap<>();
        Set<Long> over = new HashSet<>();
        for (RecordedEvent event : recorded.all()) {
            switch (Recorded.nameOf(event)) {
                case "ConnectionOpened", "OpenConnection" -> open.put(event.getLong("connectionId"), text(event));
                case "ConnectionClosed", "ConnectionCollected" -> over.add(event.getLong("connectionId"));
                default -> {}
            }
        }
        open.keySet().removeAll(over); // a description and a close on two threads can be the wrong way round
        return new TreeSet<>(open.values());
    }

    private static String text(RecordedEvent event) {
        return event.getInt("localPort") + " " + event.getInt("port") + " "
                + event.getString(event.hasField("kernelState") ? "kernelState" : "state");
    }

    /** Returns the same lines from the kernel's table. */
    private static Set<String> held(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                inodes.add(target(descriptor).replaceAll("socket:\\[(\\d+)]", "$1"));
            }
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/" + pid + "/net/tcp")));
        lines.addAll(Files.readAllLines(Path.of("/proc/" + pid + "/net/tcp6")));
        Set<String> held = new TreeSet<>();
        for (String line : lines) {
            String[] fields = line.trim().split(" +");
            if (inodes.contains(fields[9]) && !fields[3].equals("0A")) {
                held.add(port(fields[1]) + " " + port(fields[2]) + " " + STATES.get(Integer.parseInt(fields[3], 16)));
            }
        }
        return held;
    }

    private static int port(String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1), 16);
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException gone) {
            return "";
        }
    }
}
