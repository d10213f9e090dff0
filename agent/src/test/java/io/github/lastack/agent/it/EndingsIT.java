// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.ClosedByTwo;
import io.github.lastack.agent.host.Endings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections that are closed in the less usual ways end in the same way with the agent, and are recorded as they
 * ended.
 */
class EndingsIT {
    private static final String LIVES =
            """
            closedWhileReading client: Opened; Closed ESTABLISHED
            closedWhileReading server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
            shutWhileReading client: Opened; Shutdown input ESTABLISHED; EndOfStream ESTABLISHED; Closed ESTABLISHED
            shutWhileReading server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
            closedByTwo client: Opened; Closed ESTABLISHED
            closedByTwo server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
            halfClosedBothWays client: Opened; Shutdown output ESTABLISHED; EndOfStream CLOSED; Shutdown input CLOSED; Closed CLOSED
            halfClosedBothWays server: Opened; Shutdown output CLOSE_WAIT; EndOfStream CLOSED; Closed CLOSED
            usedAfterReset client: Opened; ConnectionError read CLOSED; Shutdown output CLOSED; Closed CLOSED
            usedAfterReset server: Opened; Closed linger=0 ESTABLISHED
            writtenAfterClose client: Opened; ConnectionError write CLOSED; Closed CLOSED
            writtenAfterClose server: Opened; Closed ESTABLISHED
            usedAfterClose client: Opened; Closed ESTABLISHED
            usedAfterClose server: Opened; Closed CLOSE_WAIT
            closedWhileConnecting client: ConnectFailed; Closed SYN_SENT
            """;

    private static final String OF_SOCKETS =
            """
            timeLimitOfReading client: Opened; Closed ESTABLISHED
            timeLimitOfReading server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
            closedWhileReadingTimed client: Opened; Closed ESTABLISHED
            closedWhileReadingTimed server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
            """;

    private static final String OF_CHANNELS =
            """
            interruptedReading client: Opened; Closed ESTABLISHED
            interruptedReading server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
            interruptedBeforeReading client: Opened; Closed ESTABLISHED
            interruptedBeforeReading server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
            interruptedConnecting client: ConnectFailed; Closed SYN_SENT
            closedWhileRegistered client: Opened; Closed ESTABLISHED
            closedWhileRegistered server: Opened; EndOfStream CLOSE_WAIT; Closed CLOSE_WAIT
            finishedLate client: Opened; Closed ESTABLISHED
            refusedLate client: ConnectFailed; Closed
            """;

    /** Until then a read through an adaptor sees by itself that its input was shut. */
    private static final int ADAPTORS_READ_AS_SOCKETS = 13;

    @TempDir
    Path directory;

    /** Since 21 with virtual threads, too. All in one JVM: a fresh one for each shows nothing more. */
    @OnJdks(Jdks.EVERY)
    void endings_withAgent_areAsWithout(TestJdk jdk) throws Exception {
        List<String> threads = jdk.version() < 21 ? List.of("platform") : List.of("platform", "virtual");
        assertEndings(jdk, List.of("Socket", "Channel", "Adaptor"), threads);
    }

    /** The property is JDK 13 to 17's. */
    @OnJdks(value = Jdks.EVERY, from = 13, to = 17)
    void endings_plainImplementation_areAsWithout(TestJdk jdk) throws Exception {
        assertEndings(jdk, List.of("Socket"), List.of("platform"), "-Djdk.net.usePlainSocketImpl=true");
    }

    @OnJdks(Jdks.EVERY)
    void close_byTwoThreadsAtOnce_isRecordedOnce(TestJdk jdk) throws Exception {
        int rounds = 2000;
        Path file = directory.resolve("app.jfr");
        HostJvm.Builder builder = HostJvm.on(jdk).main(ClosedByTwo.class).args(Integer.toString(rounds));
        if (jdk.version() > 8) {
            builder.jvmArgs("--add-opens=java.base/java.net=ALL-UNNAMED");
        }
        try (HostJvm host = builder.recordingTo(file).start()) {
            assertThat(host.awaitExit(HostJvm.LIMIT)).as(host::transcript).isZero();
        }
        Recorded recorded = Recorded.in(file);
        List<Long> clients = recorded.named("ConnectionOpened")
                .filter(opened -> opened.getString("role").equals("client"))
                .map(opened -> opened.getLong("connectionId"))
                .toList();
        Map<Long, List<String>> said = recorded.named("ConnectionClosed")
                .collect(groupingBy(
                        closed -> closed.getLong("connectionId"),
                        mapping(closed -> closed.getString("kernelState"), toList())));
        assertThat(clients).hasSize(rounds);
        assertThat(clients.stream().map(said::get)).containsOnly(List.of("ESTABLISHED"));
        assertThat(recorded.named("AgentInfo"))
                .allSatisfy(info -> assertThat(info.getLong("suppressedErrors")).isZero());
    }

    private void assertEndings(TestJdk jdk, List<String> apis, List<String> threads, String... jvmArgs)
            throws Exception {
        Scenes scenes = Scenes.played(
                () -> HostJvm.on(jdk)
                        .jvmArgs(jvmArgs)
                        .main(Endings.class)
                        .args(String.join(",", apis), String.join(",", threads)),
                directory.resolve("app.jfr"));
        scenes.assertLives(apis.stream()
                .flatMap(api -> threads.stream()
                        .flatMap(kind -> lives(jdk, api).lines().map(life -> api + "/" + kind + "/" + life)))
                .collect(joining("\n")));
    }

    private static String lives(TestJdk jdk, String api) {
        String lives = LIVES + (api.equals("Channel") ? OF_CHANNELS : OF_SOCKETS);
        return api.equals("Adaptor") && jdk.version() < ADAPTORS_READ_AS_SOCKETS
                ? lives.replace("Shutdown input ESTABLISHED; EndOfStream ESTABLISHED", "Shutdown input ESTABLISHED")
                : lives;
    }
}
