// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.testing.UsesFlightRecorder;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.common.util.IPreferenceValueProvider;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.rules.IResult;
import org.openjdk.jmc.flightrecorder.rules.ResultProvider;
import org.openjdk.jmc.flightrecorder.rules.RuleRegistry;
import org.openjdk.jmc.flightrecorder.rules.Severity;
import org.openjdk.jmc.flightrecorder.rules.TypedResult;
import org.openjdk.jmc.flightrecorder.rules.util.RulesToolkit;

@UsesFlightRecorder
class LastackRuleTest {
    private static final Duration SHORT = Duration.ofNanos(1);

    @TempDir
    Path directory;

    @Test
    void rules_registered_showEveryProblemOnce() {
        assertThat(rules().stream().flatMap(rule -> rule.problems().stream()))
                .containsExactlyInAnyOrder(Problem.values());
        assertThat(rules().stream().map(LastackRule::getId)).doesNotHaveDuplicates();
        assertThat(rules().stream().map(LastackRule::getName)).doesNotHaveDuplicates();
    }

    @Test
    void recording_withALeak_isAWarningThatNamesTheLine() throws Exception {
        IItemCollection items;
        try (SmallRecording recording = new SmallRecording()) {
            recording.leak(1);
            recording.leak(2);
            recording.agentInfo("1@2", 2, SHORT);
            items = load(recording.dump(directory.resolve("leak.jfr")));
        }
        Map<String, IResult> results = results(items);
        IResult leaks = results.remove("lastack.CloseWaitLeaks");
        String line = leaks.getResult(LastackRule.BLAMED).iterator().next();
        assertThat(line).matches("io\\.github\\.lastack\\.jmc\\.SmallRecording\\.leak\\(SmallRecording\\.java:\\d+\\)");
        assertThat(leaks.getSeverity()).isEqualTo(Severity.WARNING);
        assertThat(score(leaks)).isBetween(75L, 100L);
        assertThat(leaks.getSummary()).startsWith(line + ": 2 connections");
        assertThat(leaks.getExplanation())
                .contains("because: the code read -1", "to: 10.0.0.7:8080 (2).", "fingerprint: close-wait/");
        assertThat(leaks.getSolution()).contains("close the socket when read returns -1 (" + line + ").");
        assertThat(leaks.getResult(LastackRule.BLAMED)).hasSize(1);
        assertThat(leaks.getResult(LastackRule.CONNECTIONS)).containsExactly(2);
        assertThat(leaks.getResult(LastackRule.FINGERPRINTS))
                .singleElement()
                .asString()
                .startsWith("close-wait/end-of-stream-ignored/client/io.github.lastack.jmc.SmallRecording.leak:");
        assertThat(results.values()).hasSize(5).allSatisfy(LastackRuleTest::assertHealthy);
    }

    @Test
    void recording_withoutTheAgent_isNotApplicable() throws Exception {
        IItemCollection items;
        try (SmallRecording recording = new SmallRecording()) {
            items = load(recording.dump(directory.resolve("foreign.jfr")));
        }
        assertThat(results(items).values())
                .hasSize(6)
                .allSatisfy(result -> assertNotApplicable(result, "the agent was not in that JVM"));
    }

    @Test
    void recording_shorterThanTheLimit_isNotJudgedHealthy() throws Exception {
        IItemCollection items;
        try (SmallRecording recording = new SmallRecording()) {
            recording.open(1);
            recording.agentInfo("1@2", 1, Duration.ofHours(1));
            items = load(recording.dump(directory.resolve("short.jfr")));
        }
        Map<String, IResult> results = results(items);
        assertNotApplicable(results.get("lastack.CloseWaitLeaks"), "which is shorter than the limit of 1 h");
        assertNotApplicable(results.get("lastack.StuckConnections"), "which is shorter than the limit of 1 h");
        assertHealthy(results.get("lastack.NeedlessTimeWait"));
        assertHealthy(results.get("lastack.PortShortage"));
    }

    @Test
    void recordings_ofSeveralJvms_areNotApplicable() throws Exception {
        IItemCollection items;
        try (SmallRecording recording = new SmallRecording()) {
            recording.agentInfo("1@2", 0, SHORT);
            recording.agentInfo("3@4", 0, SHORT);
            items = load(recording.dump(directory.resolve("two.jfr")));
        }
        assertThat(results(items).values()).allSatisfy(result -> assertNotApplicable(result, "2 JVMs"));
    }

    @Test
    void items_thatCannotBeRead_areNotApplicableAndThrowNothing() throws Exception {
        IItemCollection items = (IItemCollection) Proxy.newProxyInstance(
                IItemCollection.class.getClassLoader(),
                new Class<?>[] {IItemCollection.class},
                (proxy, method, args) -> {
                    if (method.getName().equals("iterator")) {
                        throw new IllegalStateException("broken");
                    }
                    return null;
                });
        for (LastackRule rule : rules()) {
            assertNotApplicable(evaluate(rule, items), "an error in Lastack");
        }
    }

    @Test
    void rules_inSeveralThreads_shareOneDiagnosis() throws Exception {
        IItemCollection items;
        try (SmallRecording recording = new SmallRecording()) {
            recording.leak(1);
            items = load(recording.dump(directory.resolve("leak.jfr")));
        }
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Diagnosis>> made = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                made.add(threads.submit(() -> ItemDiagnosis.of(items)));
            }
            for (Future<Diagnosis> each : made) {
                assertThat(each.get()).isSameAs(ItemDiagnosis.of(items));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void diagnosis_interrupted_isMadeAnew() throws Exception {
        IItemCollection items;
        try (SmallRecording recording = new SmallRecording()) {
            recording.leak(1);
            recording.agentInfo("1@2", 1, SHORT);
            items = load(recording.dump(directory.resolve("leak.jfr")));
        }
        Thread.currentThread().interrupt();
        try {
            ItemDiagnosis.of(items);
        } catch (InterruptedException | IllegalStateException e) {
            // as it may
        } finally {
            Thread.interrupted();
        }
        assertThat(ItemDiagnosis.of(items).sites()).hasSize(1);
    }

    @Test
    void items_thatJmcForgets_areNotKept() throws Exception {
        WeakReference<IItemCollection> items;
        try (SmallRecording recording = new SmallRecording()) {
            recording.leak(1);
            items = new WeakReference<>(load(recording.dump(directory.resolve("leak.jfr"))));
        }
        ItemDiagnosis.of(items.get());
        for (int i = 0; i < 100 && items.get() != null; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(items.get()).isNull();
    }

    private static List<LastackRule> rules() {
        return RuleRegistry.getRules().stream()
                .filter(LastackRule.class::isInstance)
                .map(LastackRule.class::cast)
                .toList();
    }

    private static IItemCollection load(Path file) throws Exception {
        return JfrLoaderToolkit.loadEvents(file.toFile());
    }

    private static Map<String, IResult> results(IItemCollection items) throws Exception {
        Map<String, IResult> results = new TreeMap<>();
        for (var each : RulesToolkit.evaluateParallel(
                        rules().stream().collect(Collectors.toUnmodifiableList()), items, null, 3)
                .entrySet()) {
            results.put(each.getKey().getId(), each.getValue().get());
        }
        return results;
    }

    private static IResult evaluate(LastackRule rule, IItemCollection items) throws Exception {
        RunnableFuture<IResult> evaluation =
                rule.createEvaluation(items, IPreferenceValueProvider.DEFAULT_VALUES, new ResultProvider());
        evaluation.run();
        return evaluation.get();
    }

    private static void assertHealthy(IResult result) {
        assertThat(result.getSeverity()).isEqualTo(Severity.OK);
        assertThat(score(result)).isZero();
    }

    private static void assertNotApplicable(IResult result, String why) {
        assertThat(result.getSeverity()).isEqualTo(Severity.NA);
        assertThat(score(result)).isEqualTo(-1);
        assertThat(result.getSummary()).contains(why);
    }

    private static long score(IResult result) {
        return result.getResult(TypedResult.SCORE).clampedLongValueIn(UnitLookup.NUMBER_UNITY);
    }
}
