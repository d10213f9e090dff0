// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.facts.source.RecordingReader;
import io.github.lastack.render.json.SitesJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.IRule;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;
import org.opentest4j.TestAbortedException;

/** JMC's report over recordings of samples says what the command line says of the same files. */
@Execution(ExecutionMode.SAME_THREAD) // each test runs several programs at once
class JfrRulesReportIT {
    private static final int AT_ONCE = 4;

    @TempDir
    Path directory;

    @OnJdks(Jdks.ONE)
    void samples_all_haveTheSitesOfTheCommandLine(TestJdk jdk) throws Exception {
        List<RecordedSample> samples = record(jdk, RecordedSample.all());
        assertThat(samples).hasSizeGreaterThan(18);
        assertSame(samples);
    }

    @OnJdks(Jdks.EDGES)
    void samples_few_haveTheSitesOfTheCommandLine(TestJdk jdk) throws Exception {
        String prefix = "io.github.lastack.samples.";
        assertSame(record(
                jdk,
                List.of(
                        prefix + "S03_ShortLivedConnections",
                        prefix + "S05_ChannelEndOfStreamIgnored",
                        prefix + "S10_DroppedChannel",
                        prefix + "S15_PortInTimeWait",
                        prefix + "S21_Healthy")));
    }

    /** A sample that the machine cannot run is left out. */
    private List<RecordedSample> record(TestJdk jdk, List<String> samples) throws Exception {
        ExecutorService lanes = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<RecordedSample>> running = new ArrayList<>();
            for (String sample : samples) {
                running.add(lanes.submit(() -> {
                    try {
                        return RecordedSample.of(jdk, sample, directory);
                    } catch (TestAbortedException e) {
                        return null;
                    }
                }));
            }
            List<RecordedSample> recorded = new ArrayList<>();
            for (Future<RecordedSample> each : running) {
                if (each.get() != null) {
                    recorded.add(each.get());
                }
            }
            return recorded;
        } finally {
            lanes.shutdown();
        }
    }

    private void assertSame(List<RecordedSample> samples) throws Exception {
        RulesReport report = RulesReport.of(
                directory.resolve("report.xml"),
                samples.stream().map(RecordedSample::recording).toList());
        for (RecordedSample sample : samples) {
            Map<String, RulesReport.Shown> shown = report.of(sample.recording());
            assertThat(shown.values()).as(sample.name()).hasSize(6).allSatisfy(result -> assertThat(result.error())
                    .isEmpty());
            assertSites(sample, shown);
            assertSameDiagnosis(sample);
        }
    }

    private static void assertSites(RecordedSample sample, Map<String, RulesReport.Shown> shown) throws Exception {
        JsonNode sites = new ObjectMapper()
                .readTree(ofTheCommandLine(sample.recording()))
                .get("sites");
        assertThat(sites.isEmpty()).as(sample.name()).isEqualTo(sample.name().contains("Healthy"));
        List<String> fingerprints = new ArrayList<>();
        Map<String, RulesReport.Shown> found = new TreeMap<>();
        shown.forEach((id, result) -> result.fingerprints().forEach(fingerprint -> found.put(fingerprint, result)));
        for (JsonNode site : sites) {
            String fingerprint = site.get("fingerprint").asText();
            fingerprints.add(fingerprint);
            assertThat(found).as(sample.name()).containsKey(fingerprint);
            assertThat(found.get(fingerprint).explanation())
                    .contains(site.get("blame").asText() + ": ")
                    .contains("because: " + site.get("because").asText() + ".")
                    .containsPattern("\\b" + site.get("connections").asInt() + " (connection|bind|connect|handshake)");
            assertThat(found.get(fingerprint).solution())
                    .contains(site.get("advice").asText());
            assertThat(found.get(fingerprint).score()).isBetween(25.0, 100.0);
        }
        assertThat(found.keySet()).as(sample.name()).containsExactlyInAnyOrderElementsOf(fingerprints);
        assertThat(shown.values().stream()
                        .filter(result -> result.fingerprints().isEmpty()))
                .allSatisfy(result -> assertThat(result.score()).isZero());
    }

    /** All that is known of every site, not only what is shown of it; times to the millisecond. */
    private static void assertSameDiagnosis(RecordedSample sample) throws Exception {
        IItemCollection items = JfrLoaderToolkit.loadEvents(sample.recording().toFile());
        assertThat(json(ItemDiagnosis.of(items))).as(sample.name()).isEqualTo(ofTheCommandLine(sample.recording()));
    }

    private static String ofTheCommandLine(Path recording) throws Exception {
        try (Recording read = RecordingReader.read(List.of(recording)).withoutFiles()) {
            return json(Diagnoser.diagnose(read));
        }
    }

    private static String json(Diagnosis diagnosis) throws IOException {
        StringWriter out = new StringWriter();
        SitesJson.write(diagnosis, out);
        return out.toString().replaceAll("(:\\d\\d\\.\\d{3})\\d*Z", "$1Z");
    }

    /** What is cut off or overwritten, JMC refuses or reads in part. */
    @OnJdks(Jdks.ONE)
    void recording_damaged_breaksNoRule(TestJdk jdk) throws Exception {
        Path whole = RecordedSample.of(jdk, "io.github.lastack.samples.S01_EndOfStreamIgnored", directory)
                .recording();
        byte[] bytes = Files.readAllBytes(whole);
        int read = 0;
        for (int percent = 5; percent < 100; percent += 5) {
            int at = bytes.length * percent / 100;
            byte[] overwritten = bytes.clone();
            Arrays.fill(overwritten, at, Math.min(bytes.length, at + 64), (byte) -1);
            ByteArrayOutputStream chunkAndPart = new ByteArrayOutputStream();
            chunkAndPart.write(bytes);
            chunkAndPart.write(bytes, 0, at);
            read += resultsOf(overwritten) + resultsOf(chunkAndPart.toByteArray());
        }
        assertThat(read).as("results for what JMC could read").isPositive();
    }

    /** Returns the number of results; 0 if JMC refuses to read it. */
    private int resultsOf(byte[] damaged) throws Exception {
        IItemCollection items;
        try {
            items = JfrLoaderToolkit.loadEvents(
                    Files.write(directory.resolve("damaged.jfr"), damaged).toFile());
        } catch (IOException | CouldNotLoadRecordingException | RuntimeException e) {
            return 0;
        }
        Collection<IRule> rules = RuleRegistry.getRules().stream()
                .filter(LastackRule.class::isInstance)
                .toList();
        int results = 0;
        for (Future<IResult> each :
                RulesToolkit.evaluateParallel(rules, items, null, 0).values()) {
            IResult result = each.get();
            assertThat(result.getSummary()).isNotBlank().doesNotContain("error in Lastack");
            results++;
        }
        return results;
    }
}
