// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.host.UnconnectedBefore;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say of a JVM that is out of descriptors: those without a connection, from before the agent. */
class UnconnectedBeforeCommandsIT {
    private static final int OVER = 12;
    private static final int NEVER_CONNECTED = 6;

    @TempDir
    Path results;

    @OnJdks(Jdks.EDGES)
    void descriptorsWithoutAConnection_fromBeforeTheAgent_areCountedAndReportedByEveryCommand(TestJdk jdk)
            throws Exception {
        Path file = results.resolve("app.jfr");
        try (HostJvm host =
                HostJvm.on(jdk).withoutAgent().main(UnconnectedBefore.class).start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            CommandRun record = CommandRun.lastack("record", host.pid(), "--duration", "6s", "-o", file);
            assertThat(record.exitCode()).as(record.toString()).isZero();
            assertThat(record.stdout())
                    .contains(OVER + " descriptors without a connection, opened before the agent was attached")
                    .contains(NEVER_CONNECTED
                            + " descriptors without a connection, opened before the agent was attached");

            JsonNode sites =
                    CommandRun.reading("sites", file, "--format", "json").json().get("sites");
            assertThat(sites)
                    .extracting(
                            site -> site.get("problem").asText(),
                            site -> site.get("cause").asText(),
                            site -> site.get("connections").asInt(),
                            site -> site.get("stillOpen").asInt())
                    .containsExactlyInAnyOrder(
                            tuple("never-closed", "error-ignored", OVER, OVER),
                            tuple("never-closed", "never-connected", NEVER_CONNECTED, NEVER_CONNECTED));
            assertThat(CommandRun.reading("connections", file)
                            .stdout()
                            .lines()
                            .filter(line -> line.contains("CLOSED, descriptor open")))
                    .hasSize(OVER + NEVER_CONNECTED)
                    .allSatisfy(line -> assertThat(line).contains("(open before the agent was attached)"));

            assertThat(CommandRun.lastack("attach", host.pid()).exitCode()).isZero();
            assertThat(unconnectedAccordingToStatusOnceIs(host, OVER + NEVER_CONNECTED))
                    .isEqualTo(OVER + NEVER_CONNECTED);
            host.say("close");
            host.awaitLine("done close", HostJvm.LIMIT);
            assertThat(unconnectedAccordingToStatus(host)).isZero();
            assertThat(CommandRun.lastack("detach", host.pid()).exitCode()).isZero();
        }
    }

    private static int unconnectedAccordingToStatusOnceIs(HostJvm host, int wanted) throws Exception {
        long deadline = System.nanoTime() + HostJvm.LIMIT.toNanos();
        int said = unconnectedAccordingToStatus(host);
        while (said != wanted && System.nanoTime() < deadline) {
            said = unconnectedAccordingToStatus(host);
        }
        return said;
    }

    private static int unconnectedAccordingToStatus(HostJvm host) throws IOException, InterruptedException {
        return CommandRun.lastack("status", host.pid(), "--format", "json")
                .json()
                .get("unconnectedBeforeAgent")
                .asInt();
    }
}
