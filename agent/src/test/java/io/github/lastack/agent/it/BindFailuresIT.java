// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.TakenPorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** A port that is taken is recorded through every API, and with it its holder. */
class BindFailuresIT {
    /** API, what failed, flags, in which of the host's methods; then the holders. */
    private static final String SCENES =
            """
            ServerSocket: Socket bind in use, reuse, listening; LISTEN 1 ours
            Socket: Socket bind in use, listening; LISTEN 1 ours
            ServerSocketChannel: SocketChannel bind in use, reuse, listening; LISTEN 1 ours
            SocketChannel: SocketChannel bind in use, listening; LISTEN 1 ours
            AsynchronousServerSocketChannel: AsynchronousSocketChannel bind in use, reuse, listening; LISTEN 1 ours
            AsynchronousSocketChannel: AsynchronousSocketChannel bind in use, listening; LISTEN 1 ours
            timeWait: Socket bind in use, otherHolders; TIME_WAIT 1 from 127.0.0.1
            channelTimeWait: SocketChannel bind in use, otherHolders; TIME_WAIT 1 from 127.0.0.1
            client: Socket bind in use, reuse, otherHolders; ESTABLISHED 1 ours from 127.0.0.1
            anotherProcess: Socket bind in use, reuse, otherHolders; LISTEN 1
            notHere: Socket bind reuse, otherHolders
            loop: Socket bind in use, reuse, inALoop; LISTEN 1 ours
            race: Socket listen in use, reuse, failsToListen; LISTEN 1 ours
            """;

    @TempDir
    Path directory;

    @OnJdks(Jdks.EVERY)
    void bind_portTaken_recordsFailureAndHolders(TestJdk jdk) throws Exception {
        assertScenes(jdk);
    }

    /** The property is JDK 13 to 17's; later ones have the new implementation alone. */
    @OnJdks(value = Jdks.EVERY, from = 13, to = 17)
    void bind_portTakenPlainImplementation_recordsFailureAndHolders(TestJdk jdk) throws Exception {
        assertScenes(jdk, "-Djdk.net.usePlainSocketImpl=true");
    }

    private void assertScenes(TestJdk jdk, String... jvmArgs) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .in(OwnNamespace.networkOrSkip(), "true") // where nobody else's TIME_WAITs are
                .main(TakenPorts.class)
                .jvmArgs(jvmArgs)
                .recordingTo(directory.resolve("app.jfr"))
                .start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            Map<String, Integer> ports = host.stdout().stream()
                    .filter(line -> !line.equals("ready"))
                    .map(line -> line.split(" "))
                    .collect(toMap(words -> words[0], words -> Integer.valueOf(words[1]), (a, b) -> b));
            Recorded recorded = host.dumpedWhen(soFar -> scenes(soFar, ports).equals(expected()));

            assertThat(lines(scenes(recorded, ports))).isEqualTo(lines(expected()));
            assertLoop(recorded, ports.get("loop"));
            assertThat(recorded.last("AgentInfo").orElseThrow().getLong("suppressedErrors"))
                    .isZero();
        }
    }

    /** Each failure is recorded, but the table is not read for each. */
    private static void assertLoop(Recorded recorded, int port) {
        assertThat(recorded.named("BindFailed").filter(failure -> failure.getInt("localPort") == port))
                .hasSize(200);
        assertThat(recorded.named("PortHolder")
                        .filter(holder -> holder.getInt("localPort") == port && holder.getBoolean("thisProcess")))
                .hasSize(1);
    }

    private static Map<String, String> scenes(Recorded recorded, Map<String, Integer> ports) {
        Map<String, String> scenes = new TreeMap<>();
        ports.forEach((scene, port) -> scenes.put(scene, scene(recorded, port)));
        return scenes;
    }

    private static String lines(Map<String, String> scenes) {
        return scenes.entrySet().stream().map(Object::toString).collect(joining("\n"));
    }

    private static Map<String, String> expected() {
        return SCENES.lines()
                .map(line -> line.split(": "))
                .collect(toMap(c -> c[0], c -> c[1], (a, b) -> b, TreeMap::new));
    }

    private static String scene(Recorded recorded, int port) {
        List<RecordedEvent> failures = recorded.named("BindFailed")
                .filter(failure -> failure.getInt("localPort") == port)
                .toList();
        List<String> holders = recorded.named("PortHolder")
                .filter(holder -> port != 0 && holder.getInt("localPort") == port)
                .filter(holder -> holder.getString("localAddress").equals("127.0.0.1")) // not another test's ::1
                .map(holder -> holder(recorded, holder))
                .toList();
        RecordedEvent failure = failures.get(failures.size() - 1);
        assertThat(failure.getLong("descriptorId")).isPositive();
        return failure.getString("api") + " " + failure.getString("operation") + " "
                + (failure.getBoolean("addressInUse") ? "in use, " : "")
                + (failure.getBoolean("reuseAddress") ? "reuse, " : "")
                + Recorded.applicationFrame(failure)
                        .replaceFirst(".*\\.(lambda\\$)?", "")
                        .replaceFirst("\\$.*", "")
                + (holders.isEmpty() ? "" : "; " + String.join("; ", holders));
    }

    private static String holder(Recorded recorded, RecordedEvent holder) {
        long id = holder.getLong("connectionId");
        boolean isKnown = recorded.named("ListenerOpened").anyMatch(opened -> opened.getLong("listenerId") == id)
                || recorded.named("ConnectionOpened").anyMatch(opened -> opened.getLong("connectionId") == id);
        assertThat(holder.getBoolean("thisProcess")).isEqualTo(id != 0).isEqualTo(isKnown);
        return holder.getString("state") + " " + holder.getInt("count") + (isKnown ? " ours" : "")
                + (holder.getString("address").isEmpty() ? "" : " from " + holder.getString("address"));
    }
}
