// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.lastack.agent.host.AmongMany;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are not recorded individually and do more than being closed. */
class AggregatedIT {
    private static final int TIMES = 40;

    @TempDir
    Path directory;

    static Stream<String> apis() {
        return Stream.of("Socket", "SocketChannel");
    }

    @OnJdks(value = Jdks.EDGES, with = "apis")
    void aggregated_withAnotherLifeThanMost_isRecordedIndividually(TestJdk jdk, String api) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .busy()
                .main(AmongMany.class)
                .args(api, String.valueOf(TIMES))
                .agentOptions("detail=1")
                .recordingTo(directory.resolve("passing.jfr"))
                .start()) {
            assertThat(host.end()).isZero();
            Map<String, Integer> said = host.stdout().stream()
                    .map(line -> line.split(" "))
                    .collect(Collectors.toMap(words -> words[0], words -> Integer.valueOf(words[1])));
            Recorded recorded = Recorded.in(host.recording());

            assertThat(recorded.last("AgentInfo"))
                    .hasValueSatisfying(
                            info -> assertThat(info.getLong("suppressedErrors")).isZero());
            assertMostWereAggregated(recorded, said.get("opened"));
            assertNoneIsLost(recorded, said);
            assertStay(TIMES, recorded, said.get("open"), "client", "ESTABLISHED");
            assertStay(TIMES, recorded, said.get("open"), "server", "ESTABLISHED");
            assertStay(TIMES, recorded, said.get("atEnd"), "client", "CLOSE_WAIT");
            assertStay(TIMES, recorded, said.get("shut"), "client", "FIN_WAIT_2");
            assertStay(TIMES, recorded, said.get("shut"), "server", "CLOSE_WAIT");
            assertStay(3, recorded, said.get("slow"), "client", "ESTABLISHED");
            assertStay(3, recorded, said.get("slow"), "server", "ESTABLISHED");
            assertStay(2, recorded, said.get("abandoned"), "client", "ESTABLISHED");
            assertThat(open(recorded, said.get("closedAgain"))).isEmpty();
            assertFailed(TIMES, recorded, said.get("refused"), "Connection refused");
            assertFailed(1, recorded, said.get("abandoned"), "lose");
            assertFailed(0, recorded, said.get("slow"), "");
            if (api.equals("SocketChannel")) {
                assertThat(idsOf(recorded.named("DescriptorKept"))).hasSize(TIMES);
                List<RecordedEvent> unconnected = recorded.named("OpenConnection")
                        .filter(event -> !event.getBoolean("connected"))
                        .toList();
                assertThat(idsOf(unconnected.stream())).hasSize(TIMES);
                assertThat(unconnected)
                        .extracting(event -> event.getString("state"))
                        .containsOnly("CLOSED");
            } else {
                assertThat(recorded.named("DescriptorKept")).isEmpty();
            }
            assertThat(recorded.named("ConnectionCollected")).isEmpty();
        }
    }

    private static void assertMostWereAggregated(Recorded recorded, int opened) {
        assertThat(sum(recorded, "opened")).isGreaterThan(opened / 2);
    }

    /** Checks that none is lost. A failed connect is recorded as such, and maybe the close of its descriptor too. */
    private static void assertNoneIsLost(Recorded recorded, Map<String, Integer> said) {
        Set<Long> failed = idsOf(recorded.named("ConnectFailed"));
        long closed = recorded.named("ConnectionClosed")
                .filter(event -> !failed.contains(event.getLong("connectionId")))
                .count();
        assertThat(recorded.named("ConnectionOpened").count() + sum(recorded, "opened"))
                .isEqualTo(said.get("opened").longValue());
        assertThat(closed + sum(recorded, "closed"))
                .isEqualTo(said.get("closed").longValue());
    }

    private static void assertStay(int times, Recorded recorded, int port, String role, String state) {
        List<RecordedEvent> open = open(recorded, port).stream()
                .filter(event -> event.getString("role").equals(role))
                .toList();
        assertThat(idsOf(open.stream())).hasSize(times);
        assertThat(open)
                .extracting(
                        event -> event.getString("kernelState"),
                        event -> event.getBoolean("endOfStreamSeen"),
                        event -> event.getBoolean("connected"))
                .containsOnly(tuple(state, role.equals("client") && state.equals("CLOSE_WAIT"), true));
    }

    private static void assertFailed(int times, Recorded recorded, int port, String message) {
        assertThat(recorded.named("ConnectFailed").filter(event -> event.getInt("port") == port))
                .hasSize(times)
                .allSatisfy(event -> assertThat(event.getString("message")).contains(message));
    }

    /** Returns the openings of both ends. */
    private static List<RecordedEvent> open(Recorded recorded, int port) {
        return recorded.named("OpenConnection")
                .filter(event -> event.getInt("port") == port || event.getInt("localPort") == port)
                .toList();
    }

    private static Set<Long> idsOf(Stream<RecordedEvent> events) {
        return events.map(event -> event.getLong("connectionId")).collect(Collectors.toSet());
    }

    private static long sum(Recorded recorded, String field) {
        return recorded.named("ConnectionTotals")
                .mapToLong(event -> event.getLong(field))
                .sum();
    }
}
