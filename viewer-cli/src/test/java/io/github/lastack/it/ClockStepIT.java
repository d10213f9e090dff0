// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.host.TwoBatches;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/**
 * The machine's clock is set while a recording runs: the application does not notice the agent, and what is said of its
 * connections lasted as long as it did.
 */
class ClockStepIT {
    private static final Duration HOUR = Duration.ofHours(1);

    /** Far more than a run takes, and far less than the step. */
    private static final Duration AT_MOST = Duration.ofMinutes(10);

    @TempDir
    Path directory;

    /**
     * JFR reads the clock in another way on 8 than later. On 25 it may wait for ever, when it dumps, once the clock was
     * set back, without any agent as well (2 of 8 times).
     */
    static Stream<Duration> steps(TestJdk jdk) {
        return jdk.version() < 25 ? Stream.of(HOUR, HOUR.negated()) : Stream.of(HOUR);
    }

    @OnJdks(value = Jdks.EDGES, with = "steps")
    void durations_clockSet_areRight(TestJdk jdk, Duration step) throws Exception {
        WallClock clock = WallClock.orSkip(directory);
        Path whole = directory.resolve("whole.jfr");
        Path late = directory.resolve("late.jfr");
        HostJvm.Builder builder = HostJvm.on(jdk)
                .main(TwoBatches.class)
                .agentOptions("probe=100ms")
                .recordingTo(whole);
        try (HostJvm host = clock.of(builder).start()) {
            host.awaitLine("ready", HostJvm.LIMIT);
            clock.set(step);
            host.say("go on");
            host.awaitLine("done", HostJvm.LIMIT);
            // Begins a chunk after the step, and knows what is open from its listing.
            host.jcmd("JFR.start name=late");
            host.jcmd("JFR.dump name=late filename=" + late);
            assertThat(host.end()).as(host::transcript).isZero();
            assertThat(host.stdout()).containsExactly("ready", "done");
            assertThat(host.stderr()).isEmpty();
        }
        assertLastedAsLongAsItDid(whole, 4);
        assertLastedAsLongAsItDid(late, 1);
    }

    private static void assertLastedAsLongAsItDid(Path recording, int connections) throws Exception {
        JsonNode sites =
                CommandRun.reading("sites", recording, "--format", "json").json();
        assertShort(sites.get("recording").get("start"), sites.get("recording").get("end"));
        sites.get("sites")
                .forEach(site -> assertThat(site.get("dwell").get("max").asDouble())
                        .isBetween(0.0, (double) AT_MOST.toSeconds()));
        JsonNode all =
                CommandRun.reading("connections", recording, "--format", "json").json();
        assertThat(all.get("connections")).hasSize(connections);
        for (JsonNode connection : all.get("connections")) {
            JsonNode states = connection.get("states");
            assertShort(states.get(0).get("at"), states.get(states.size() - 1).get("at"));
            for (int i = 1; i < states.size(); i++) {
                assertShort(states.get(i - 1).get("at"), states.get(i).get("at"));
            }
            assertShort(
                    states.get(states.size() - 1).get("at"),
                    sites.get("recording").get("end"));
        }
    }

    private static void assertShort(JsonNode from, JsonNode to) {
        assertThat(Duration.between(Instant.parse(from.asText()), Instant.parse(to.asText())))
                .isBetween(Duration.ZERO, AT_MOST);
    }
}
