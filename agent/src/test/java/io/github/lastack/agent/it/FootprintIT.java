// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Dropper;
import io.github.lastack.agent.host.Idle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The agent's footprint in its host: nothing that the host would miss. */
class FootprintIT {
    private static final List<String> KINDS = List.of(
            "Socket",
            "SSLSocket",
            "SocketChannel",
            "registeredSocketChannel",
            "Adaptor",
            "AsynchronousSocketChannel",
            "acceptedSocket",
            "acceptedSocketChannel",
            "acceptedAsynchronousSocketChannel");

    /**
     * Events that depend on time: an opening that an event loop or a probe completes where the loopback is not fast
     * enough, and what the kernel still does after the close.
     */
    private static final List<String> BY_KERNEL = List.of("ConnectionEstablished", "KernelState", "ClosingConnection");

    @TempDir
    Path directory;

    @OnJdks(Jdks.EDGES)
    void descriptors_ofAgent_areItsJarOnly(TestJdk jdk) throws Exception {
        List<String> added = descriptors(HostJvm.on(jdk));
        descriptors(HostJvm.on(jdk).withoutAgent()).forEach(added::remove);
        Path realHome = jdk.home().toRealPath();
        assertThat(added)
                .allMatch(target -> target.equals(HostJvm.agentJar().toString())
                        || Path.of(target).startsWith(realHome));
    }

    @OnJdks(Jdks.EDGES)
    void threads_ofAgent_areDaemons(TestJdk jdk) throws Exception {
        assertThat(threads(HostJvm.on(jdk))).isEqualTo(threads(HostJvm.on(jdk).withoutAgent()));
    }

    /**
     * Sockets are closed by their cleaners or finalizers; dropped channels are lost on every JDK. An asynchronous
     * channel is not even collected: its group's map of descriptors to channels ({@code sun.nio.ch.Port.fdToChannel})
     * keeps it.
     */
    @OnJdks(Jdks.EVERY)
    void collection_droppedSockets_reclaimsAsWithoutAndIsRecorded(TestJdk jdk) throws Exception {
        List<String> without = drop(HostJvm.on(jdk).withoutAgent());
        assertThat(reclaimed(without))
                .containsExactlyElementsOf(
                        KINDS.stream().map(FootprintIT::expected).toList());
        Path file = directory.resolve("app.jfr");
        List<String> with = drop(HostJvm.on(jdk).agentOptions("probe=10ms").recordingTo(file));
        assertThat(reclaimed(with)).isEqualTo(reclaimed(without));
        Recorded recorded = Recorded.in(file);
        with.stream()
                .filter(line -> line.startsWith("@"))
                .map(line -> line.substring(1).split(" "))
                .forEach(door -> assertDropIsRecorded(jdk, door[0], Integer.parseInt(door[1]), recorded));
        assertThat(recorded.named("AgentInfo"))
                .allSatisfy(info -> assertThat(info.getLong("suppressedErrors")).isZero());
    }

    private static String expected(String kind) {
        return kind + " held 30, " + (isChannel(kind) ? "freed 0, " : "freed 30, ")
                + (isAsynchronous(kind) ? "collected 0" : "collected 30");
    }

    private static List<String> reclaimed(List<String> lines) {
        return lines.stream().filter(line -> !line.startsWith("@")).toList();
    }

    private static void assertDropIsRecorded(TestJdk jdk, String api, int port, Recorded recorded) {
        String role = api.startsWith("accepted") ? "server" : "client";
        List<Long> dropped = recorded.named("ConnectionOpened")
                .filter(event -> event.getString("role").equals(role))
                .filter(event -> event.getInt(role.equals("client") ? "port" : "localPort") == port)
                .map(event -> event.getLong("connectionId"))
                .toList();
        assertThat(dropped).as(api).hasSize(30);
        assertThat(dropped).as(api).allSatisfy(id -> assertThat(recorded.of(id)
                        .map(Recorded::nameOf)
                        .filter(name -> !BY_KERNEL.contains(name))
                        .collect(Collectors.joining(" ")))
                .matches(life(jdk, api)));
        List<Long> open = recorded.named("OpenConnection")
                .map(event -> event.getLong("connectionId"))
                .toList();
        if (isAsynchronous(api)) {
            assertThat(open).containsAll(dropped);
        } else {
            assertThat(open).doesNotContainAnyElementsOf(dropped);
        }
    }

    /**
     * Since JDK 13 a cleaner closes a Socket through the dispatcher. Before, a finalizer (8) or a cleaner of its own
     * (11) does, usually after the weak reference to the descriptor is cleared; but where a probe was just asking about
     * it, the reference lives until the next collection, and the finalizer's close is seen. An SSLSocket has a
     * finalizer of its own until 17, whose close shuts down both sides first.
     */
    private static String life(TestJdk jdk, String api) {
        if (isAsynchronous(api)) {
            return "ConnectionOpened( OpenConnection)+";
        }
        if (isChannel(api)) {
            return "ConnectionOpened ConnectionCollected";
        }
        String finalized = api.equals("SSLSocket") ? " Shutdown Shutdown ConnectionClosed" : " ConnectionClosed";
        if (jdk.version() < 13) {
            return "ConnectionOpened( ConnectionCollected|" + finalized + ")";
        }
        return "ConnectionOpened" + (jdk.version() < 18 ? finalized : " ConnectionClosed");
    }

    private static boolean isAsynchronous(String api) {
        return api.endsWith("AsynchronousSocketChannel");
    }

    private static boolean isChannel(String api) {
        return api.endsWith("Channel") || api.equals("Adaptor");
    }

    private static List<String> drop(HostJvm.Builder builder) throws IOException, InterruptedException {
        try (HostJvm host =
                builder.main(Dropper.class).args(KINDS.toArray(String[]::new)).start()) {
            assertThat(host.awaitExit(HostJvm.LIMIT)).as(host::transcript).isZero();
            return host.stdout();
        }
    }

    private static List<String> descriptors(HostJvm.Builder builder) throws IOException, InterruptedException {
        try (HostJvm host = builder.main(Idle.class).start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            List<String> targets = new ArrayList<>();
            try (Stream<Path> open = Files.list(Path.of("/proc/" + host.pid() + "/fd"))) {
                for (Path descriptor : open.toList()) {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    targets.add(target.startsWith("pipe:") ? "pipe" : target);
                }
            }
            assertThat(host.end()).isZero();
            return targets;
        }
    }

    private static List<String> threads(HostJvm.Builder builder) throws IOException, InterruptedException {
        try (HostJvm host = builder.main(Idle.class).start()) {
            assertThat(host.end()).as(host::transcript).isZero();
            return host.stdout();
        }
    }
}
