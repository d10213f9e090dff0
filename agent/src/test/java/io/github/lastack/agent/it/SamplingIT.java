// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.lastack.agent.host.ConnectionBurst;
import io.github.lastack.agent.host.SkewedSites;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are opened too fast to be recorded individually are counted and sampled, and none is lost. */
class SamplingIT {
    private static final int CONNECTIONS = 2_000;
    private static final int KEPT = 3;

    /** So many in a row that not all are in the sample. */
    private static final int MANY_KEPT = 50;

    /** More seeds are run by SamplingRateTest, which takes no sockets: ten, of 200,000 openings each. */
    private static final int SEEDS = Integer.getInteger("lastack.sampling.seeds", 1);

    private static final int SAMPLED = Integer.getInteger("lastack.sampling.connections", 10_000);

    @TempDir
    Path directory;

    @OnJdks(Jdks.EDGES)
    void connections_aboveLimit_areRecordedOrCounted(TestJdk jdk) throws Exception {
        Recorded recorded = rush(jdk, "detail=40");
        List<RecordedEvent> totals = recorded.named("ConnectionTotals").toList();
        List<RecordedEvent> counted = recorded.named("ConnectionsCounted").toList();
        long described = recorded.named("ConnectionOpened").count();

        assertThat(described).isLessThan(CONNECTIONS).isGreaterThanOrEqualTo(400); // ten seconds' worth
        assertThat(described + sum(totals, "opened")).isEqualTo(2 * CONNECTIONS);
        assertThat(recorded.named("ConnectionClosed").count() + sum(totals, "closed"))
                .isEqualTo(2 * CONNECTIONS - KEPT);
        assertThat(sum(of(totals, "server"), "closedFirst")).isZero();
        assertThat(sum(of(totals, "client"), "closedFirst")).isEqualTo(sum(of(totals, "client"), "closed"));
        assertThat(sitesIn(recorded))
                .containsAll(counted.stream()
                        .map(event -> event.getLong("openedSite"))
                        .toList());
    }

    @OnJdks(Jdks.EDGES)
    void aggregated_stayingOpen_isRecorded(TestJdk jdk) throws Exception {
        Recorded recorded = rush(jdk, "detail=1", MANY_KEPT);
        List<RecordedEvent> open = recorded.named("OpenConnection").toList();
        List<RecordedEvent> totals = recorded.named("ConnectionTotals").toList();

        Set<Long> stayed =
                open.stream().map(event -> event.getLong("connectionId")).collect(Collectors.toSet());
        long fromTheBeginning = recorded.named("ConnectionOpened")
                .filter(event -> stayed.contains(event.getLong("connectionId")))
                .count();

        assertThat(stayed).hasSize(MANY_KEPT);
        assertThat(fromTheBeginning).as("four a second at most").isLessThan(MANY_KEPT / 2);
        assertThat(sum(totals, "described") + fromTheBeginning).isEqualTo(MANY_KEPT);
        assertThat(open)
                .extracting(event -> event.getString("state"), event -> event.getBoolean("endOfStreamSeen"))
                .containsOnly(tuple("CLOSE_WAIT", true));
        assertThat(open)
                .extracting(event -> event.getString("openedBy"))
                .contains("lastack.notSampled(Unknown Source)")
                .allMatch(by -> by.startsWith("lastack.")
                        || by.startsWith("io.github.lastack.agent.host.ConnectionBurst.main("));
        assertThat(sitesIn(recorded))
                .containsAll(
                        open.stream().map(event -> event.getLong("openedSite")).toList());
    }

    /** For the whole, which is known, and for each of its parts. */
    @OnJdks(value = Jdks.ONE, with = "threads")
    void estimates_ofSites_areWithinTheirErrors(TestJdk jdk, int threads) throws Exception {
        double[] deviations = new double[SkewedSites.SITES];
        for (int seed = 1; seed <= SEEDS; seed++) {
            SiteEstimates estimates = skewed(jdk, seed, threads);
            for (int site = 0; site < SkewedSites.SITES; site++) {
                double deviation = estimates.deviation(site);
                assertThat(Math.abs(deviation))
                        .as("site %d, seed %d: %s", site, seed, estimates)
                        .isLessThan(4);
                deviations[site] += deviation;
            }
        }
        for (double sum : deviations) {
            assertThat(Math.abs(sum / Math.sqrt(SEEDS)))
                    .as("bias over the seeds")
                    .isLessThan(4);
        }
    }

    static Stream<Integer> threads() {
        return Stream.of(1, 8);
    }

    private SiteEstimates skewed(TestJdk jdk, int seed, int threads) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .busy()
                .main(SkewedSites.class)
                .args(String.valueOf(SAMPLED), String.valueOf(threads), String.valueOf(seed))
                .agentOptions("detail=200")
                .recordingTo(directory.resolve("skewed.jfr"))
                .start()) {
            host.awaitLine("opened", HostJvm.LIMIT.multipliedBy(5));
            assertThat(host.end()).as(host::transcript).isZero();
            SiteEstimates estimates = new SiteEstimates(host.stdout(), Recorded.in(host.recording()));
            assertThat(estimates.exact()).as("of all sites").isEqualTo(SAMPLED);
            return estimates;
        }
    }

    /** The recording's estimate for each site of {@link SkewedSites}, and the true number. */
    private static final class SiteEstimates {
        private final long[] truth = new long[SkewedSites.SITES];
        private final long[] individually = new long[SkewedSites.SITES];
        private final long[] estimated = new long[SkewedSites.SITES];
        private final double variance;
        private final long aggregated;

        SiteEstimates(List<String> said, Recorded recorded) {
            for (String line : said) {
                if (line.startsWith("site ")) {
                    String[] words = line.split(" ");
                    truth[Integer.parseInt(words[1])] = Long.parseLong(words[2]);
                }
            }
            List<RecordedEvent> clients =
                    of(recorded.named("ConnectionsCounted").toList(), "client");
            for (RecordedEvent event : clients) {
                estimated[siteOf(event.getString("openedBy"))] += event.getLong("opened");
            }
            recorded.named("ConnectionOpened")
                    .filter(event -> event.getString("role").equals("client"))
                    .forEach(event -> individually[siteOf(event)]++);
            variance = clients.stream()
                    .mapToDouble(event -> event.getLong("variance"))
                    .sum();
            aggregated = sum(of(recorded.named("ConnectionTotals").toList(), "client"), "opened");
        }

        private static int siteOf(RecordedEvent opened) {
            return opened.getStackTrace().getFrames().stream()
                    .map(frame -> frame.getMethod().getType().getName() + "."
                            + frame.getMethod().getName())
                    .filter(frame -> frame.startsWith(SkewedSites.class.getName() + ".site"))
                    .mapToInt(SiteEstimates::siteOf)
                    .findFirst()
                    .orElseThrow();
        }

        private static int siteOf(String frame) {
            String prefix = SkewedSites.class.getName() + ".site";
            assertThat(frame).startsWith(prefix);
            return frame.charAt(prefix.length()) - '0';
        }

        /** Returns how many clients there were, by exact counts. */
        long exact() {
            return LongStream.of(individually).sum() + aggregated;
        }

        /**
         * Returns the deviation in standard errors, which a site has in proportion to the root of its openings; the
         * rarest may have no sample.
         */
        double deviation(int site) {
            double openings = truth[site] - individually[site];
            double difference = estimated[site] - openings;
            return difference == 0 ? 0 : difference / Math.sqrt(variance * openings / aggregated);
        }

        @Override
        public String toString() {
            return "truth %s, of these individually %s, estimated %s, variance %s"
                    .formatted(
                            Arrays.toString(truth),
                            Arrays.toString(individually),
                            Arrays.toString(estimated),
                            variance);
        }
    }

    /** Recorded by the probe; the contents of a chunk in progress are seen only where JFR streams. */
    @OnJdks(value = Jdks.ONE, from = 17)
    void aggregated_stayingOpen_isRecordedWithinTheChunk(TestJdk jdk) throws Exception {
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
    void detail_all_recordsEveryConnection(TestJdk jdk) throws Exception {
        Recorded recorded = rush(jdk, "detail=all");

        assertThat(recorded.named("ConnectionOpened")).hasSize(2 * CONNECTIONS);
        assertThat(recorded.named("ConnectionsCounted")).isEmpty();
        assertThat(recorded.named("ConnectionTotals")).isEmpty();
    }

    private static long sum(List<RecordedEvent> counted, String field) {
        return counted.stream().mapToLong(event -> event.getLong(field)).sum();
    }

    private static List<RecordedEvent> of(List<RecordedEvent> counted, String role) {
        return counted.stream()
                .filter(event -> event.getString("role").equals(role))
                .toList();
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
                .main(ConnectionBurst.class)
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
