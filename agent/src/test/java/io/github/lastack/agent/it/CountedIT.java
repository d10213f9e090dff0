// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.lastack.agent.host.Rush;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** What is opened faster than it can be described one by one is counted, and no connection is lost on the way. */
class CountedIT {
    private static final int CONNECTIONS = 2_000;
    private static final int KEPT = 3;

    /** So many in a row that not all can have a stack. */
    private static final int MANY_KEPT = 50;

    @TempDir
    Path directory;

    @OnJdks(Jdks.EDGES)
    void everyConnectionIsEitherDescribedOrCounted(TestJdk jdk) throws Exception {
        Recorded recorded = rush(jdk, "detail=40");
        List<RecordedEvent> counted = recorded.named("ConnectionsCounted").toList();
        long described = recorded.named("ConnectionOpened").count();

        assertThat(described).isLessThan(CONNECTIONS).isGreaterThanOrEqualTo(400); // ten seconds' worth
        assertThat(described + sum(counted, "opened")).isEqualTo(2 * CONNECTIONS);
        assertThat(recorded.named("ConnectionClosed").count() + sum(counted, "closed"))
                .isEqualTo(2 * CONNECTIONS - KEPT);
        assertThat(sum(of(counted, "server"), "closedFirst")).isZero();
        assertThat(sum(of(counted, "client"), "closedFirst")).isEqualTo(sum(of(counted, "client"), "closed"));
        assertThat(sitesIn(recorded))
                .containsAll(counted.stream()
                        .map(event -> event.getLong("openedSite"))
                        .toList());
    }

    @OnJdks(Jdks.EDGES)
    void whatStaysOpenIsDescribedAfterAll(TestJdk jdk) throws Exception {
        Recorded recorded = rush(jdk, "detail=1");
        List<RecordedEvent> open = recorded.named("OpenConnection").toList();
        List<RecordedEvent> counted = recorded.named("ConnectionsCounted").toList();

        assertThat(sum(counted, "described")).isEqualTo(KEPT);
        assertThat(open.stream().map(event -> event.getLong("connectionId")).distinct())
                .hasSize(KEPT);
        assertThat(open)
                .extracting(event -> event.getString("state"), event -> event.getBoolean("endOfStreamSeen"))
                .containsOnly(tuple("CLOSE_WAIT", true));
        assertThat(sitesIn(recorded))
                .containsAll(
                        open.stream().map(event -> event.getLong("openedSite")).toList());
    }

    /** By the probe; what a recording holds while its chunk goes on is seen only where JFR streams. */
    @OnJdks(value = Jdks.ONE, from = 17)
    void whatStaysOpenIsDescribedWhileItsChunkGoesOn(TestJdk jdk) throws Exception {
        CompletableFuture<RecordedEvent> described = new CompletableFuture<>();
        try (HostJvm host = rushing(jdk, "detail=1", MANY_KEPT)
                .jvmArgs("-XX:FlightRecorderOptions=repository=" + directory)
                .start()) {
            host.awaitLine("rushed", HostJvm.LIMIT);
            Path chunks = only(directory, "*_" + host.pid());
            try (EventStream stream = EventStream.openRepository(chunks)) {
                stream.onEvent("lastack.OpenConnection", described::complete);
                stream.setStartTime(Instant.EPOCH);
                stream.startAsync();
                assertThat(described).succeedsWithin(HostJvm.LIMIT);
            }
            only(chunks, "*.jfr"); // no other has begun
        }
        assertThat(described.get().getString("state")).isEqualTo("CLOSE_WAIT");
        assertThat(described.get().getDuration("age")).as("it stays").isGreaterThan(Duration.ofSeconds(2));
    }

    @OnJdks(Jdks.EDGES)
    void noCountIsLostWhereNotEveryStackIsTaken(TestJdk jdk) throws Exception {
        Recorded recorded = rush(jdk, "detail=1", MANY_KEPT); // four stacks a second
        List<RecordedEvent> counted = recorded.named("ConnectionsCounted").toList();

        assertThat(recorded.named("ConnectionOpened").count() + sum(counted, "opened"))
                .isEqualTo(2 * CONNECTIONS);
        for (String role : List.of("client", "server")) {
            assertThat(sum(of(counted, role), "inferred"))
                    .isBetween(CONNECTIONS / 2L, sum(of(counted, role), "opened") - CONNECTIONS / 100);
            assertThat(framesOf(of(counted, role), recorded))
                    .hasSize(1)
                    .allMatch(frames -> frames.startsWith("io.github.lastack.agent.host.Rush.main("));
        }
        assertThat(recorded.named("OpenConnection").map(event -> event.getString("openedBy")))
                .contains("lastack.openedTooFastForItsStack(Unknown Source)")
                .allMatch(by -> by.startsWith("lastack.") || by.startsWith("io.github.lastack.agent.host.Rush.main("));
    }

    @OnJdks(Jdks.EDGES)
    void allAreDescribedOnRequest(TestJdk jdk) throws Exception {
        Recorded recorded = rush(jdk, "detail=all");

        assertThat(recorded.named("ConnectionOpened")).hasSize(2 * CONNECTIONS);
        assertThat(recorded.named("ConnectionsCounted")).isEmpty();
    }

    private static long sum(List<RecordedEvent> counted, String field) {
        return counted.stream().mapToLong(event -> event.getLong(field)).sum();
    }

    private static List<RecordedEvent> of(List<RecordedEvent> counted, String role) {
        return counted.stream()
                .filter(event -> event.getString("role").equals(role))
                .toList();
    }

    private static Set<String> framesOf(List<RecordedEvent> counted, Recorded recorded) {
        Set<Long> numbers =
                counted.stream().map(event -> event.getLong("openedSite")).collect(Collectors.toSet());
        return recorded.named("Site")
                .filter(site -> numbers.contains(site.getLong("siteId")))
                .map(site -> site.getString("frames"))
                .collect(Collectors.toSet());
    }

    private static Set<Long> sitesIn(Recorded recorded) {
        Stream<RecordedEvent> sites = recorded.named("Site");
        return sites.map(event -> event.getLong("siteId")).collect(Collectors.toSet());
    }

    private Recorded rush(TestJdk jdk, String options) throws Exception {
        return rush(jdk, options, KEPT);
    }

    private Recorded rush(TestJdk jdk, String options, int kept) throws Exception {
        try (HostJvm host = rushing(jdk, options, kept).start()) {
            host.awaitLine("rushed", HostJvm.LIMIT);
            assertThat(host.end()).isZero();
            return Recorded.in(host.recording());
        }
    }

    private HostJvm.Builder rushing(TestJdk jdk, String options, int kept) {
        return HostJvm.on(jdk)
                .busy()
                .main(Rush.class)
                .args(String.valueOf(CONNECTIONS), String.valueOf(kept))
                .agentOptions(options)
                .recordingTo(directory.resolve("rush.jfr"));
    }

    private static Path only(Path folder, String name) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name)) {
            List<Path> all = new ArrayList<>();
            files.forEach(all::add);
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
