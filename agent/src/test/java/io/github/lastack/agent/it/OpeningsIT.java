// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.Asynchronous;
import io.github.lastack.agent.host.UnusualOpenings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are opened in the less usual ways open in the same way with the agent, and are recorded. */
class OpeningsIT {
    private static final int UNIX_DOMAIN_CHANNELS = 16;

    @TempDir
    Path directory;

    /** In one JVM, with what has no lives to tell: pipes, channels that never connect, Unix-domain sockets. */
    @OnJdks(Jdks.EVERY)
    void openings_addressesVectorsAndProxies_areRecorded(TestJdk jdk) throws Exception {
        List<String> played = new ArrayList<>(List.of("mappedAddress", "anyAddress", "vectors", "connectedTwice"));
        played.addAll(List.of("boundFirst", "socksProxy", "socksRefuses", "neverConnected", "pipe"));
        if (jdk.version() >= UNIX_DOMAIN_CHANNELS) {
            played.add("unixDomain");
        }
        Scenes scenes = openings(jdk, played.toArray(String[]::new));
        scenes.assertLives(
                """
                mappedAddress client: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
                mappedAddress server: Opened; Closed ESTABLISHED
                anyAddress client: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
                anyAddress server: Opened; Closed ESTABLISHED
                vectors client: Opened; EndOfStream CLOSE_WAIT; ConnectionError write CLOSED; Closed CLOSED
                vectors server: Opened; Closed ESTABLISHED
                connectedTwice client: Opened; Closed CLOSE_WAIT AND Opened; Closed CLOSE_WAIT
                connectedTwice server: Opened; Closed ESTABLISHED AND Opened; Closed ESTABLISHED
                boundFirst client: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
                boundFirst server: Opened; Closed ESTABLISHED
                socksProxy client: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
                socksProxy server: Opened; Shutdown output ESTABLISHED; EndOfStream CLOSED; Closed CLOSED
                behindProxy client: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
                behindProxy server: Opened; Closed ESTABLISHED
                socksRefuses client: Opened; Closed unread ESTABLISHED
                socksRefuses server: %s
                """
                        .formatted(scenes.lives().get("socksRefuses server")));
        // The client closes with data unread: a reset on 8 and 11, FIN and then a reset on later ones.
        assertThat(scenes.lives().get("socksRefuses server"))
                .matches(
                        jdk.version() < 13
                                ? "Opened; ConnectionError read CLOSED; Closed CLOSED"
                                : "Opened; EndOfStream (CLOSE_WAIT|CLOSED); Closed (CLOSE_WAIT|CLOSED)");
        assertThat(scenes.recorded().named("OpenConnection"))
                .as("an unconnected channel has no event while a recording runs")
                .isEmpty();
        assertThat(scenes.recorded().named("ConnectionOpened")).allSatisfy(opened -> {
            assertThat(opened.getString("address")).isEqualTo("127.0.0.1");
            assertThat(opened.getString("localAddress")).isEqualTo("127.0.0.1");
        });
    }

    /** The factory's sockets are channels below, and as such they are followed. */
    @OnJdks(Jdks.EVERY)
    void openings_socketImplFactory_areRecorded(TestJdk jdk) throws Exception {
        Scenes scenes = openings(jdk, "factory");
        assertThat(scenes.lives())
                .containsEntry(
                        "factory client", "Opened; Shutdown output ESTABLISHED; EndOfStream CLOSED; Closed CLOSED")
                .containsEntry("factory server", "Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT")
                .containsEntry("null client", "ConnectFailed; Closed")
                .hasSize(3);
    }

    @OnJdks(Jdks.EVERY)
    void openings_withoutNetwork_areIgnored(TestJdk jdk) throws Exception {
        Scenes scenes = openings(jdk, "memory");
        assertThat(scenes.recorded().all().stream().map(Recorded::nameOf)).containsOnly("AgentInfo");
    }

    @OnJdks(Jdks.EVERY)
    void openings_httpClients_areRecorded(TestJdk jdk) throws Exception {
        boolean both = jdk.version() >= 11;
        Scenes scenes = both ? openings(jdk, "httpUrl", "httpClient") : openings(jdk, "httpUrl");
        // Who closes first is a matter of time, and whether it reads on to the end of the stream too.
        String life = "Opened; (EndOfStream CLOSE_WAIT; )?Closed (CLOSE_WAIT|ESTABLISHED|CLOSED)";
        assertThat(scenes.lives()).hasSize(both ? 4 : 2);
        assertThat(scenes.lives().values()).allMatch(lived -> lived.matches(life));
    }

    @OnJdks(Jdks.EVERY)
    void openings_asynchronousChannels_areRecorded(TestJdk jdk) throws Exception {
        Scenes scenes = Scenes.played(() -> HostJvm.on(jdk).main(Asynchronous.class), directory.resolve("app.jfr"));
        scenes.assertLives(
                """
                futures client: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
                futures server: Opened; Closed ESTABLISHED
                handlers client: Opened; Closed ESTABLISHED
                handlers server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
                closedWhileReading client: Opened; Closed ESTABLISHED
                closedWhileReading server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
                readTimesOut client: Opened; Closed ESTABLISHED
                readTimesOut server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
                reset client: Opened; ConnectionError read CLOSED; Closed CLOSED
                reset server: Opened; Closed unread ESTABLISHED
                halfClosed client: Opened; Shutdown output ESTABLISHED; Shutdown input FIN_WAIT; Closed CLOSED
                halfClosed server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
                vectors client: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
                vectors server: Opened; Closed ESTABLISHED
                groupShut client: Opened; Closed ESTABLISHED
                groupShut server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
                connectedTwice client: Opened; Closed ESTABLISHED
                connectedTwice server: Opened; Closed CLOSE_WAIT
                refused client: ConnectFailed; Closed
                closedWhileConnecting client: Opened SYN_SENT; Closed SYN_SENT
                """);
        assertThat(scenes.recorded()
                        .named("ConnectionOpened")
                        .filter(opened -> !isOfTheStage(opened))
                        .filter(opened -> !isRefused(scenes, opened)))
                .allSatisfy(opened -> {
                    assertThat(opened.getString("api")).isEqualTo("AsynchronousSocketChannel");
                    assertThat(opened.getString("localAddress")).isEqualTo("127.0.0.1");
                    assertThat(opened.getInt("localPort")).isPositive();
                });
        assertThat(scenes.recorded().named("OpenConnection")).isEmpty();
    }

    /** The event loop may have closed it before the caller of connect could record its local end. */
    private static boolean isRefused(Scenes scenes, RecordedEvent opened) {
        return scenes.recorded().of(opened.getLong("connectionId")).anyMatch(event -> Recorded.nameOf(event)
                .equals("ConnectFailed"));
    }

    private static boolean isOfTheStage(RecordedEvent event) {
        return Recorded.applicationFrame(event).startsWith("FullAcceptQueue.");
    }

    private Scenes openings(TestJdk jdk, String... scenes) throws Exception {
        return Scenes.played(
                () -> HostJvm.on(jdk).main(UnusualOpenings.class).args(scenes), directory.resolve("app.jfr"));
    }
}
