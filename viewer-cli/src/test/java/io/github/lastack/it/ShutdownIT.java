// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.Recorded;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.IdlePool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A pool that is closed as its JVM ends has leaked until then all the same. */
class ShutdownIT {
    private static final String OPEN_UNTIL_THEN =
            "close-wait/end-of-stream-unread: 12, of these 12 open at %s.fill(".formatted(IdlePool.class.getName());

    private static final String OPTIONS = "closewait=50ms,probe=50ms";

    /** As many as a second has at least. */
    private static final int PROBES = 8;

    @TempDir
    Path folder;

    @OnJdks(Jdks.EVERY)
    void pool_closedByAShutdownHook_isOpenUntilTheJvmWasShutDown(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("app.jfr");
        run(pool(jdk, "at-exit", "exit").agentOptions(OPTIONS).recordingTo(recording));

        assertThat(closeWaits(recording)).containsExactly(OPEN_UNTIL_THEN);
        assertThat(CommandRun.reading("summary", recording).stdout())
                .contains("12 connections, all open until the JVM was shut down");
        Recorded recorded = Recorded.in(recording);
        assertThat(recorded.last("JvmShutdown"))
                .hasValueSatisfying(shutdown ->
                        assertThat(Recorded.applicationFrame(shutdown)).isEqualTo("IdlePool.main"));
        assertThat(RecordedAgentInfo.in(recording)).isEqualTo(new RecordedAgentInfo(0, "", true));
    }

    /** The JVM shuts itself down, on a thread of its own. */
    @OnJdks(Jdks.EDGES)
    void pool_closedByAShutdownHookAfterMain_isOpenUntilTheJvmWasShutDown(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("app.jfr");
        run(pool(jdk, "at-exit", "return").agentOptions(OPTIONS).recordingTo(recording));

        assertThat(closeWaits(recording)).containsExactly(OPEN_UNTIL_THEN);
    }

    @OnJdks(Jdks.EDGES)
    void pool_closedByAShutdownHookUnderARecordingOfJfr_isOpenUntilTheJvmWasShutDown(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("jfr.jfr");
        run(pool(jdk, "at-exit", "exit")
                .agentOptions(OPTIONS)
                .jvmArgs("-XX:StartFlightRecording=dumponexit=true,filename=" + recording));

        assertThat(closeWaits(recording)).containsExactly(OPEN_UNTIL_THEN);
    }

    @OnJdks(Jdks.ONE)
    void pool_closedBeforeTheExit_isClosedLate(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("app.jfr");
        run(pool(jdk, "before-exit", "exit").agentOptions(OPTIONS).recordingTo(recording));

        assertThat(closeWaits(recording))
                .singleElement()
                .asString()
                .startsWith("close-wait/closed-late: 12, of these 0 open at ");
    }

    /** The agent comes when the connections are there, and the JVM is told to end while it is recorded. */
    @OnJdks(Jdks.EDGES)
    void pool_closedWhileItIsRecorded_isOpenUntilTheJvmWasShutDown(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("app.jfr");
        try (HostJvm host = pool(jdk, "at-exit", "exit").withoutAgent().start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            Process record = CommandRun.start(
                    folder, "record", host.pid(), "--duration", "10m", "-o", recording, "--agent", OPTIONS);
            CommandRun.awaitErrorLine(folder, record, "recording process " + host.pid());
            awaitCloseWait(host);
            assertThat(new ProcessBuilder("kill", Long.toString(host.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(CommandRun.end(folder, record).exitCode()).isZero();
        }

        List<JsonNode> connections = new ArrayList<>();
        CommandRun.reading("connections", recording, "--format", "json")
                .json()
                .get("connections")
                .forEach(connections::add);
        assertThat(connections).hasSize(12).allSatisfy(connection -> assertThat(
                        connection.get("state").asText())
                .isEqualTo("CLOSE_WAIT"));
    }

    private static HostJvm.Builder pool(TestJdk jdk, String closes, String ends) {
        return HostJvm.on(jdk)
                .main(IdlePool.class)
                .classPath(Path.of(CommandRun.jar("samples")))
                .args(closes, ends);
    }

    /** The probe has found it, and the limit has passed since. */
    private static void awaitCloseWait(HostJvm host) throws IOException, InterruptedException {
        host.awaitProbeRested(host.timesProbeRested() + PROBES);
        Thread.sleep(500);
    }

    private static void run(HostJvm.Builder pool) throws IOException, InterruptedException {
        try (HostJvm host = pool.start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            awaitCloseWait(host);
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack"));
        }
    }

    private static List<String> closeWaits(Path recording) throws IOException {
        List<String> sites = new ArrayList<>();
        CommandRun.reading("sites", recording, "--format", "json")
                .json()
                .get("sites")
                .forEach(site -> sites.add(text(site)));
        sites.removeIf(site -> !site.startsWith("close-wait"));
        return sites;
    }

    private static String text(JsonNode site) {
        String blame = site.get("blame").asText();
        return "%s/%s: %d, of these %d open at %s"
                .formatted(
                        site.get("problem").asText(),
                        site.get("cause").asText(),
                        site.get("connections").asInt(),
                        site.get("stillOpen").asInt(),
                        blame.substring(0, blame.indexOf('(') + 1));
    }
}
