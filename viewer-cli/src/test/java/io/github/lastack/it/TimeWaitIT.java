// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.OwnNamespace;
import io.github.lastack.agent.it.Recorded;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.OnCommand;
import io.github.lastack.samples.S03_ShortLivedConnections;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

/** In a network of its own, what the kernel counts in TIME_WAIT is what the replay says is there. */
class TimeWaitIT {
    private static final String SETTINGS = "echo 40000 40999 > /proc/sys/net/ipv4/ip_local_port_range"
            + " && echo 0 > /proc/sys/net/ipv4/tcp_tw_reuse";

    private static final Duration TIME_WAIT_LASTS = Duration.ofSeconds(55);

    /**
     * The agent reads the table after 500 times as long as it took the last time: on a busy machine maybe not while the
     * TIME_WAITs last.
     */
    private static final int TRIES = 5;

    @TempDir
    Path directory;

    @OnJdks(Jdks.EDGES)
    void timeWait_replayAndKernel_countAlike(TestJdk jdk) throws Exception {
        boolean counted = isCountedInTime(jdk);
        for (int i = 1; i < TRIES && !counted; i++) {
            counted = isCountedInTime(jdk);
        }

        JsonNode summary =
                CommandRun.reading("summary", recording(), "--format", "json").json();
        JsonNode pressure = summary.get("timeWait").get(0);
        JsonNode readings = pressure.get("reconciled");
        JsonNode last = readings.get(readings.size() - 1);
        assertThat(last.get("kernel").asInt()).isEqualTo(60);
        assertThat(last.get("replay").asInt()).isEqualTo(60);
        JsonNode remote = pressure.get("remotes").get(0);
        assertThat(remote.get("closes").asInt()).isEqualTo(60);
        assertThat(remote.get("avoidable").asInt()).isEqualTo(59);
        assertThat(remote.get("ports").asInt()).isEqualTo(1000);
        assertThat(remote.get("share").asDouble()).isGreaterThanOrEqualTo(0.06);
        assertThat(remote.get("exhaustingClosesPerSecond").asDouble()).isEqualTo(16.7);
        assertThat(summary.get("readings").get(0).get("machine").toString()).contains("\"TIME_WAIT\":60");
    }

    private boolean isCountedInTime(TestJdk jdk) throws Exception {
        try (HostJvm host = HostJvm.on(jdk)
                .main(OnCommand.class)
                .args(S03_ShortLivedConnections.class.getName())
                .classPath(Path.of(CommandRun.jar("samples")))
                .in(OwnNamespace.networkOrSkip(), SETTINGS)
                .recordingTo(recording())
                .start()) {
            host.awaitLine("waiting", HostJvm.LIMIT);
            // The first reading of the table is the slowest.
            long before = readings(host.dumpedWhen(recorded -> readings(recorded) >= 2));
            host.say("");
            host.awaitLine("ready", HostJvm.LIMIT);
            Recorded recorded = host.dumpedWhen("lastack", later -> readings(later) > before, TIME_WAIT_LASTS);
            assertThat(host.end()).as(host::transcript).isZero();
            return recorded.last("MachineConnections").orElseThrow().getInt("timeWait") == 60;
        }
    }

    private Path recording() {
        return directory.resolve("app.jfr");
    }

    private static long readings(Recorded recorded) {
        return recorded.named("MachineConnections").count();
    }
}
