// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.AsynchronousReaders;
import io.github.lastack.it.host.DeniedLogins;
import io.github.lastack.it.host.LateUses;
import io.github.lastack.it.host.PausedReaders;
import io.github.lastack.it.host.PoolBorrowers;
import io.github.lastack.it.host.SharedHelper;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** The blamed frame is the one that a maintainer would change, whoever opened the connection. */
class BorrowersIT {
    private static final String UNREAD = "end-of-stream-unread";
    private static final String IGNORED = "end-of-stream-ignored";
    private static final String PASSWORD = "lastack";
    private static final int CLIENTS = 3;

    @TempDir
    Path directory;

    /**
     * What is expected of a site whose connections are all still open.
     *
     * @param blamed class and method, without the line
     * @param reason as the JSON has it
     */
    private record Leak(String cause, int connections, String blamed, String reason) {
        Leak(String cause, Class<?> host, String blamed, String reason) {
            this(cause, CLIENTS, host.getName() + blamed, reason);
        }

        static Leak of(JsonNode site) {
            String blame = site.get("blame").asText();
            assertThat(site.get("stillOpen")).isEqualTo(site.get("connections"));
            return new Leak(
                    site.get("cause").asText(),
                    site.get("connections").asInt(),
                    blame.replaceFirst("\\(.*:[0-9]+\\)$", ""),
                    String.join(
                            " ", (Iterable<String>) () -> site.path("reasons").fieldNames()));
        }
    }

    @OnJdks(Jdks.EDGES)
    void pooledConnection_isBlamedOnItsLastBorrower(TestJdk jdk) throws Exception {
        try (Backend postgres = Backend.of(Backend::postgres);
                Backend redis = Backend.of(Backend::redis)) {
            ObservedRun run =
                    run(host(jdk, PoolBorrowers.class, postgres.port(), redis.port()), "PoolBorrowers", jdk, jvm -> {
                        jvm.awaitLine("borrowed", HostJvm.LIMIT);
                        postgres.drop();
                        redis.drop();
                        jvm.say("");
                    });

            assertThat(leaks(run))
                    .containsExactlyInAnyOrder(
                            new Leak(UNREAD, PoolBorrowers.class, ".reportFromHikari", "last-use"),
                            new Leak(UNREAD, PoolBorrowers.class, ".reportFromDbcp", "last-use"),
                            new Leak(UNREAD, PoolBorrowers.class, ".reportFromJedis", "last-use"));
            assertThat(advice(run, ".reportFrom")).hasSize(3).allSatisfy(advice -> assertThat(advice)
                    .contains("so that it goes back to its pool"));
            assertThat(advice(run, ".reportFromDbcp"))
                    .singleElement()
                    .asString()
                    .startsWith("close the connection");
            assertThat(advice(run, ".reportFromJedis"))
                    .singleElement()
                    .asString()
                    .startsWith("close what was borrowed");
        }
    }

    @OnJdks(Jdks.EDGES)
    void pooledConnection_isGivenBack_isHealthy(TestJdk jdk) throws Exception {
        try (Backend postgres = Backend.of(Backend::postgres);
                Backend redis = Backend.of(Backend::redis)) {
            ObservedRun run = run(
                    host(jdk, PoolBorrowers.class, postgres.port(), redis.port(), "healthy"),
                    "PoolBorrowers-healthy",
                    jdk,
                    jvm -> {
                        jvm.awaitLine("borrowed", HostJvm.LIMIT);
                        jvm.say("");
                    });

            assertThat(run.connections()).hasSizeGreaterThanOrEqualTo(CLIENTS);
            assertThat(leaks(run)).isEmpty();
        }
    }

    @OnJdks(Jdks.EDGES)
    void loginThatIsDenied_isBlamedOnItsCallerOrElseOnTheDriver(TestJdk jdk) throws Exception {
        try (Backend postgres = Backend.of(Backend::postgresThatDenies)) {
            ObservedRun run = run(host(jdk, DeniedLogins.class, postgres.port()), "DeniedLogins", jdk, jvm -> {
                jvm.awaitLine("pooled", HostJvm.LIMIT);
                postgres.awaitServed(2 * CLIENTS);
                jvm.say("");
            });

            assertThat(leaks(run))
                    .extracting(Leak::blamed)
                    .containsExactlyInAnyOrder(
                            DeniedLogins.class.getName() + ".login",
                            "org.postgresql.core.v3.ConnectionFactoryImpl.tryConnect");
            assertThat(leaks(run)).allSatisfy(leak -> {
                assertThat(leak.cause()).isEqualTo(UNREAD);
                assertThat(leak.connections()).isGreaterThanOrEqualTo(CLIENTS);
                assertThat(leak.reason()).isEqualTo("last-use");
            });
            assertThat(advice(run, ""))
                    .allSatisfy(advice -> assertThat(advice).startsWith("if the login failed, the driver has left"));
        }
    }

    @OnJdks(Jdks.EDGES)
    void asynchronousReader_isBlamedWhereItBeganItsLastRead(TestJdk jdk) throws Exception {
        try (Backend lines = Backend.of(Backend::lines)) {
            ObservedRun run =
                    run(host(jdk, AsynchronousReaders.class, lines.port()), "AsynchronousReaders", jdk, jvm -> {
                        jvm.awaitLine("reading", HostJvm.LIMIT);
                        lines.drop();
                        jvm.say("");
                    });

            assertThat(leaks(run))
                    .containsExactlyInAnyOrder(
                            new Leak(IGNORED, AsynchronousReaders.class, "$Handler.completed", "last-use"),
                            new Leak(IGNORED, AsynchronousReaders.class, ".poll", "last-use"));
        }
    }

    @OnJdks(Jdks.EDGES)
    void asynchronousReader_closesAtTheEnd_isHealthy(TestJdk jdk) throws Exception {
        try (Backend lines = Backend.of(Backend::lines)) {
            ObservedRun run = run(
                    host(jdk, AsynchronousReaders.class, lines.port(), "healthy"),
                    "AsynchronousReaders-healthy",
                    jdk,
                    jvm -> {
                        jvm.awaitLine("reading", HostJvm.LIMIT);
                        lines.drop();
                        jvm.say("");
                    });

            assertThat(run.connections()).hasSize(2 * CLIENTS);
            assertThat(leaks(run)).isEmpty();
        }
    }

    @OnJdks(Jdks.EDGES)
    void channelThatReadsNoMore_isBlamedOnWhoWroteOrConnected(TestJdk jdk) throws Exception {
        assertThat(leaks(paused(jdk)))
                .containsExactlyInAnyOrder(
                        new Leak(UNREAD, PausedReaders.class, "$Asker.channelActive", "last-use"),
                        new Leak(UNREAD, PausedReaders.class, ".writeFromOutside", "opened"),
                        // of Vert.x, the client's and the server's: the loop has read last, for whoever wrote
                        new Leak(UNREAD, PausedReaders.class, ".lambda$subscribe$1", "last-write"),
                        new Leak(UNREAD, PausedReaders.class, ".welcome", "last-write"));
    }

    @OnJdks(Jdks.EDGES)
    void channelThatReadsOn_isHealthy(TestJdk jdk) throws Exception {
        ObservedRun run = paused(jdk, "healthy");

        assertThat(run.connections()).hasSize(4 * CLIENTS);
        assertThat(leaks(run)).isEmpty();
    }

    private static ObservedRun paused(TestJdk jdk, String... healthy) throws Exception {
        List<Socket> visitors = new ArrayList<>();
        try (Backend ticks = Backend.of(Backend::ticks)) {
            Object[] args =
                    Stream.concat(Stream.of(ticks.port()), Stream.of(healthy)).toArray();
            return run(host(jdk, PausedReaders.class, args), "PausedReaders" + String.join("", healthy), jdk, jvm -> {
                jvm.awaitLine("paused", HostJvm.LIMIT);
                for (int i = 0; i < CLIENTS; i++) {
                    visitors.add(visitor(jvm));
                }
                ticks.awaitServed(3 * CLIENTS);
                jvm.say("");
            });
        } finally {
            for (Socket visitor : visitors) {
                visitor.close();
            }
        }
    }

    private static Socket visitor(HostJvm jvm) throws IOException {
        String port = jvm.stdout().stream()
                .filter(line -> line.startsWith("port "))
                .findFirst()
                .orElseThrow();
        Socket visitor =
                new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port.substring("port ".length())));
        visitor.getInputStream().read();
        Backend.tick(visitor.getOutputStream());
        visitor.shutdownOutput();
        return visitor;
    }

    @OnJdks(Jdks.EDGES)
    void helperOfSeveralCallers_isNotBlamed(TestJdk jdk) throws Exception {
        try (Backend lines = Backend.of(Backend::lines)) {
            ObservedRun run = run(
                    host(jdk, SharedHelper.class, lines.port()),
                    "SharedHelper",
                    jdk,
                    jvm -> dropWhen("asked", jvm, lines));

            assertThat(leaks(run)).containsExactly(new Leak(UNREAD, SharedHelper.class, ".report", "last-use"));
        }
    }

    @OnJdks(Jdks.EDGES)
    void scriptInGroovy_isBlamed(TestJdk jdk) throws Exception {
        String script =
                Path.of(BorrowersIT.class.getResource("Quotes.groovy").toURI()).toString();
        try (Backend lines = Backend.of(Backend::lines)) {
            HostJvm.Builder host = host(jdk, "groovy.ui.GroovyMain", script, lines.port());
            ObservedRun run = run(host, "Quotes", jdk, jvm -> dropWhen("asked", jvm, lines));

            assertThat(leaks(run)).containsExactly(new Leak(UNREAD, CLIENTS, "Quotes.ask", "last-use"));
            assertThat(run.sites()).singleElement().satisfies(site -> assertThat(site.blame())
                    .contains("(Quotes.groovy:"));
        }
    }

    @OnJdks(Jdks.EDGES)
    void connectionThatWasOpenBeforeTheAgent_isBlamedOnItsLastUse(TestJdk jdk) throws Exception {
        Path keys = KeyStores.in(directory, jdk, PASSWORD);
        try (Backend lines = Backend.of(Backend::lines);
                Backend tls = Backend.of(keys, PASSWORD, Backend::lines)) {
            HostJvm.Builder program = host(jdk, LateUses.class, lines.port(), tls.port(), keys, PASSWORD);
            ObservedRun run = run(program.withoutAgent(), "LateUses", jdk, jvm -> {
                jvm.awaitLine("opened", HostJvm.LIMIT);
                ObservedRun.attach(jvm);
                jvm.say("");
                jvm.awaitLine("used", HostJvm.LIMIT);
                lines.drop();
                tls.drop();
                jvm.say("");
            });

            String host = LateUses.class.getName();
            assertThat(leaks(run))
                    .containsExactlyInAnyOrder(
                            new Leak(UNREAD, 1, host + ".sendFile", "last-use"),
                            new Leak(UNREAD, 1, host + ".throughTheAdaptor", "last-use"),
                            new Leak(UNREAD, 1, host + ".ask", "last-use"),
                            new Leak(
                                    UNREAD,
                                    1,
                                    "(no stack was recorded)",
                                    ""), // what waits in vain moves no bytes, which is no use
                            new Leak(UNREAD, 1, host + ".encrypt", "last-use"));
        }
    }

    private static void dropWhen(String line, HostJvm jvm, Backend backend) throws IOException, InterruptedException {
        jvm.awaitLine(line, HostJvm.LIMIT);
        backend.drop();
        jvm.say("");
    }

    private static HostJvm.Builder host(TestJdk jdk, Class<?> main, Object... args) {
        return host(jdk, main.getName(), args);
    }

    private static HostJvm.Builder host(TestJdk jdk, String main, Object... args) {
        Path[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toArray(Path[]::new);
        return HostJvm.on(jdk)
                .jvmArgs("-Xmx256m", "-Xmn192m") // a collection would close what was dropped
                .main(main)
                .args(Stream.of(args).map(Object::toString).toArray(String[]::new))
                .classPath(classPath);
    }

    private static ObservedRun run(HostJvm.Builder host, String name, TestJdk jdk, ObservedRun.Visit script)
            throws IOException, InterruptedException {
        ObservedRun run = ObservedRun.of(host, name + "-" + jdk.version(), script);
        assertThat(run.exitCode()).isZero();
        assertThat(run.stderr()).noneMatch(line -> line.startsWith("lastack"));
        assertThat(RecordedAgentInfo.in(run.recording())).isEqualTo(new RecordedAgentInfo(0, "", true));
        assertThat(run.openByReplay()).isEqualTo(run.openByKernel());
        return run;
    }

    /** What to do at those of the open leaks whose blame has that in it. */
    private static List<String> advice(ObservedRun run, String blamed) throws IOException, InterruptedException {
        return run.asked("sites").stream()
                .filter(site -> site.get("stillOpen").asInt() > 0)
                .filter(site -> site.get("blame").asText().contains(blamed))
                .map(site -> site.get("advice").asText())
                .toList();
    }

    /** Without those that a pool has closed since. */
    private static List<Leak> leaks(ObservedRun run) throws IOException, InterruptedException {
        return run.asked("sites").stream()
                .filter(site -> site.get("stillOpen").asInt() > 0)
                .map(Leak::of)
                .toList();
    }
}
