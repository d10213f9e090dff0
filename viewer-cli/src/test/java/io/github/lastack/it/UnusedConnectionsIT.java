// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.KeptForLater;
import io.github.lastack.it.host.UsedOnce;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Connections that stay ESTABLISHED and unused: those that nobody wants any more, and those that are kept. */
class UnusedConnectionsIT {
    private static final String LIMIT = "closewait=2s";
    private static final long BETWEEN_VISITORS_MILLIS = 200;

    @OnJdks(Jdks.EDGES)
    void connectionsThatAreUsedOnce_areFound_whereTheyAreOpened(TestJdk jdk) throws Exception {
        Path recording;
        try (Backend lines = Backend.of(Backend::lines);
                HostJvm host = start(jdk, UsedOnce.class, lines.port())) {
            host.awaitLine("ready", HostJvm.LIMIT);
            assertThat(host.end()).as(host::transcript).isZero();
            recording = host.recording();
        }

        JsonNode sites = json("sites", recording).get("sites");
        assertThat(sites).as(sites::toPrettyString).hasSize(1);
        JsonNode site = sites.get(0);
        assertThat(site.get("problem").asText()).isEqualTo("stalled");
        assertThat(site.get("cause").asText()).isEqualTo("unused-and-growing");
        assertThat(site.get("blame").asText()).startsWith(UsedOnce.class.getName() + ".ask(");
        assertThat(site.get("connections").asInt()).isBetween(39, 200);
        assertThat(site.get("stillOpen")).isEqualTo(site.get("connections"));
        assertThat(CommandRun.lastack("check", recording).exitCode()).isZero();
        assertThat(CommandRun.lastack("check", recording, "--max-growing", "30").exitCode())
                .isEqualTo(1);
    }

    @OnJdks(Jdks.EDGES)
    void top_showsConnectionsThatAreUsedOnce(TestJdk jdk) throws Exception {
        try (Backend lines = Backend.of(Backend::lines);
                HostJvm host =
                        host(jdk, UsedOnce.class, lines.port()).withoutAgent().start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            CommandRun top = CommandRun.lastack("top", host.pid(), "--once", "--interval", "25s", "--agent", LIMIT);
            assertThat(top.stdout())
                    .as(top::toString)
                    .contains("stalled/unused-and-growing")
                    .contains("UsedOnce.ask(");
            assertThat(host.end()).as(host::transcript).isZero();
        }
    }

    @OnJdks(Jdks.EDGES)
    void connectionsThatAreKept_areNoLeak(TestJdk jdk) throws Exception {
        Path recording;
        List<Socket> visitors = new ArrayList<>();
        try (Backend lines = Backend.of(Backend::lines);
                Backend postgres = Backend.of(Backend::postgres);
                HostJvm host = start(jdk, KeptForLater.class, lines.port(), postgres.port())) {
            int port = awaitPort(host);
            while (!host.stdout().contains("ready")) {
                assertThat(host.isAlive()).as(host::transcript).isTrue();
                visitors.add(visit(port));
                TimeUnit.MILLISECONDS.sleep(BETWEEN_VISITORS_MILLIS);
            }
            assertThat(host.end()).as(host::transcript).isZero();
            recording = host.recording();
        } finally {
            for (Socket visitor : visitors) {
                visitor.close();
            }
        }

        JsonNode summary = json("summary", recording);
        assertThat(summary.get("worst")).as(summary::toPrettyString).isEmpty();
        // Had it not run for long enough to be found in, this would be none.
        assertThat(summary.get("notes")).as(summary::toPrettyString).anySatisfy(note -> assertThat(note.asText())
                .contains(KeptForLater.class.getName() + ".startSlowly("));
        assertThat(visitors).hasSizeGreaterThan(20);
        assertThat(RecordedAgentInfo.in(recording).suppressedErrors()).isZero();
    }

    private static Socket visit(int port) throws IOException {
        Socket visitor = new Socket(InetAddress.getLoopbackAddress(), port);
        visitor.getOutputStream().write(1);
        visitor.getInputStream().read();
        return visitor;
    }

    private static int awaitPort(HostJvm host) throws InterruptedException {
        String listening = "listening ";
        long deadline = System.nanoTime() + HostJvm.LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            for (String line : host.stdout()) {
                if (line.startsWith(listening)) {
                    return Integer.parseInt(line.substring(listening.length()));
                }
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError(host.transcript());
    }

    private static JsonNode json(String command, Path recording) throws IOException, InterruptedException {
        return CommandRun.reading(command, recording, "--format", "json").json();
    }

    private static HostJvm start(TestJdk jdk, Class<?> main, Object... args) throws IOException {
        Path recording = Path.of("target", "recordings", main.getSimpleName() + "-" + jdk.version() + ".jfr")
                .toAbsolutePath();
        Files.createDirectories(recording.getParent());
        return host(jdk, main, args).agentOptions(LIMIT).recordingTo(recording).start();
    }

    private static HostJvm.Builder host(TestJdk jdk, Class<?> main, Object... args) {
        Path[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toArray(Path[]::new);
        return HostJvm.on(jdk)
                .main(main.getName())
                .args(Stream.of(args).map(Object::toString).toArray(String[]::new))
                .classPath(classPath);
    }
}
