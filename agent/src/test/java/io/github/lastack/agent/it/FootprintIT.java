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
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the agent holds in its host: nothing that the host would miss. */
class FootprintIT {
    private static final List<String> KINDS = List.of(
            "Socket",
            "SSLSocket",
            "SocketChannel",
            "Adaptor",
            "AsynchronousSocketChannel",
            "acceptedSocket",
            "acceptedSocketChannel",
            "acceptedAsynchronousSocketChannel");

    /** Told after the opening by an event loop, or found by a probe, where the loopback is not fast enough. */
    private static final List<String> HANDSHAKE = List.of("ConnectionEstablished", "KernelState");

    @TempDir
    Path directory;

    static Stream<Arguments> everyJdkAndApi() {
        return TestJdks.all().flatMap(jdk -> KINDS.stream().map(api -> Arguments.of(jdk, api)));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("io.github.lastack.agent.it.TestJdks#all")
    void agentOpensNoSocketAndKeepsNoFileButItsJar(TestJdk jdk) throws Exception {
        List<String> added = descriptors(HostJvm.on(jdk));
        descriptors(HostJvm.on(jdk).withoutAgent()).forEach(added::remove);
        Path realHome = jdk.home().toRealPath();
        assertThat(added)
                .allMatch(target -> target.equals(HostJvm.agentJar().toString())
                        || Path.of(target).startsWith(realHome));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("io.github.lastack.agent.it.TestJdks#all")
    void agentsThreadsAreDaemons(TestJdk jdk) throws Exception {
        assertThat(threads(HostJvm.on(jdk))).isEqualTo(threads(HostJvm.on(jdk).withoutAgent()));
    }

    /**
     * Sockets are closed by their cleaners or finalizers; dropped channels are lost on every JDK. An asynchronous channel
     * is not even collected: its group's map of descriptors to channels ({@code sun.nio.ch.Port.fdToChannel}) keeps it.
     */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @MethodSource("everyJdkAndApi")
    void collectionReclaimsWhatItReclaimedBeforeAndIsRecorded(TestJdk jdk, String api) throws Exception {
        List<String> without = drop(HostJvm.on(jdk).withoutAgent(), api);
        assertThat(without)
                .containsExactly(
                        "held 30",
                        isChannel(api) ? "freed 0" : "freed 30",
                        isAsynchronous(api) ? "collected 0" : "collected 30");
        Path file = directory.resolve("app.jfr");
        assertThat(drop(HostJvm.on(jdk).agentOptions("probe=10ms").recordingTo(file), api))
                .isEqualTo(without);
        assertDropIsRecorded(jdk, api, file);
    }

    private static void assertDropIsRecorded(TestJdk jdk, String api, Path file) throws IOException {
        Recorded recorded = Recorded.in(file);
        String role = api.startsWith("accepted") ? "server" : "client";
        List<Long> dropped = recorded.named("ConnectionOpened")
                .filter(event -> event.getString("role").equals(role))
                .map(event -> event.getLong("connectionId"))
                .skip(role.equals("client") ? 1 : 0) // which Dropper closes
                .toList();
        assertThat(dropped).hasSize(30);
        assertThat(dropped).allSatisfy(id -> assertThat(recorded.of(id)
                        .map(Recorded::nameOf)
                        .filter(name -> !HANDSHAKE.contains(name))
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
        assertThat(recorded.named("AgentInfo"))
                .allSatisfy(info -> assertThat(info.getLong("suppressedErrors")).isZero());
    }

    /**
     * Since JDK 13 a cleaner closes a Socket through the dispatcher. Before, a finalizer (8) or a cleaner of its own (11)
     * does, usually after the weak reference to the descriptor is cleared; but where a probe was just asking about it,
     * the reference lives until the next collection, and the finalizer's close is seen. An SSLSocket has a finalizer of
     * its own until 17, whose close shuts down both sides first.
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

    private static List<String> drop(HostJvm.Builder builder, String api) throws IOException, InterruptedException {
        try (HostJvm host = builder.main(Dropper.class).args(api).start()) {
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
