// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.OwnNamespace;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.samples.S03_ShortLivedConnections;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In a network of its own, what the kernel counts in TIME_WAIT is what the replay says is there. */
class TimeWaitIT {
    private static final String SETTINGS = "echo 40000 40999 > /proc/sys/net/ipv4/ip_local_port_range"
            + " && echo 0 > /proc/sys/net/ipv4/tcp_tw_reuse";

    @ParameterizedTest
    @MethodSource("io.github.lastack.agent.it.TestJdks#all")
    void replayAndKernelCountAlike(TestJdk jdk) throws Exception {
        ObservedRun run = ObservedRun.of(
                HostJvm.on(jdk)
                        .main(S03_ShortLivedConnections.class.getName())
                        .classPath(Path.of(CommandRun.jar("samples")))
                        .in(OwnNamespace.networkOrSkip(), SETTINGS),
                "TimeWait-" + jdk.version(),
                true);

        JsonNode summary = CommandRun.lastack("summary", run.recording(), "--format", "json")
                .json();
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
}
