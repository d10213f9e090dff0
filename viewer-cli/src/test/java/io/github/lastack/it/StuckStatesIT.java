// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.StuckStates;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** What is stuck is told as it stands: since before the agent, in CLOSE_WAIT, or dead with an open descriptor. */
class StuckStatesIT {
    @TempDir
    Path folder;

    /** The limit for CLOSE_WAIT is ten seconds. */
    @OnJdks(Jdks.EDGES)
    void closeWaitFromBeforeTheAgent_inARecordingShorterThanTheLimit_isReported(TestJdk jdk) throws Exception {
        Path recording = folder.resolve("found.jfr");
        try (HostJvm jvm =
                HostJvm.on(jdk).main(StuckStates.class).withoutAgent().start()) {
            jvm.awaitLine("waiting", HostJvm.LIMIT);

            CommandRun record = CommandRun.lastack("record", jvm.pid(), "-d", "3s", "-o", recording);

            assertThat(record.exitCode()).as(record.toString()).isZero();
            assertThat(record.stdout())
                    .contains("12 connections, all in CLOSE_WAIT since before the recording", "for at least ")
                    .doesNotContain("no leak found");
            assertThat(CommandRun.reading("check", recording).exitCode()).isEqualTo(1);
            jvm.say("");
            jvm.awaitLine("ready", HostJvm.LIMIT);
            assertThat(jvm.end()).isZero();
        }
    }

    @OnJdks(Jdks.EDGES)
    void connectionsThatThePeerReset_areOfTheSameLeakAndNotInCloseWait(TestJdk jdk) throws Exception {
        ObservedRun run = ObservedRun.of(
                HostJvm.on(jdk).main(StuckStates.class).withoutAgent(), "StuckStates-" + jdk.version(), jvm -> {
                    jvm.awaitLine("waiting", HostJvm.LIMIT);
                    ObservedRun.attach(jvm);
                    jvm.say("");
                });

        List<JsonNode> sites = run.asked("sites");
        assertThat(sites).as(sites.toString()).hasSize(2);
        JsonNode read = sites.get(0);
        JsonNode found = sites.get(1);
        assertThat(read.get("cause").asText()).isEqualTo("end-of-stream-ignored");
        assertThat(read.get("blame").asText()).contains("StuckStates.readToEnd");
        assertThat(read.get("openStates").toString()).isEqualTo("{\"CLOSE_WAIT\":2,\"CLOSED\":6}");
        assertThat(found.get("cause").asText()).isEqualTo("end-of-stream-unread");
        assertThat(found.get("beforeAgent").asInt()).isEqualTo(12);
        assertThat(found.get("openStates").toString()).isEqualTo("{\"CLOSE_WAIT\":12}");
        assertThat(found.get("perhaps").get("blame")).isEqualTo(read.get("blame"));
        assertThat(RecordedAgentInfo.in(run.recording())).isEqualTo(new RecordedAgentInfo(0, "", true));
    }
}
