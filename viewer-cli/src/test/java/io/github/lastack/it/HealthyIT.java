// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.agent.it.TestJdks;
import io.github.lastack.it.host.HealthyTraffic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An application in which nothing is wrong, on every JDK at once: nothing may be found. Twenty seconds of it, a minute in the
 * exhaustive run, or as long as {@code -Dlastack.healthy.seconds=600} asks for.
 */
class HealthyIT {
    private static final int SECONDS =
            Integer.getInteger("lastack.healthy.seconds", Boolean.getBoolean("lastack.exhaustive") ? 60 : 20);
    private static final Duration START_AND_END = Duration.ofSeconds(60);

    @Test
    void nothingIsFoundInHealthyTraffic() throws Exception {
        List<HostJvm> hosts = new ArrayList<>();
        try {
            for (TestJdk jdk : TestJdks.toProve()) {
                hosts.add(start(jdk));
            }
            for (HostJvm host : hosts) {
                host.awaitLine("ready", Duration.ofSeconds(SECONDS).plus(START_AND_END));
                assertThat(host.end()).as(host::transcript).isZero();
                assertHealthy(host);
            }
        } finally {
            hosts.forEach(HostJvm::close);
        }
    }

    private static HostJvm start(TestJdk jdk) throws Exception {
        Path classes = Path.of(HealthyTraffic.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path recording = Path.of("target", "recordings", "HealthyTraffic-" + jdk.version() + ".jfr")
                .toAbsolutePath();
        Files.createDirectories(recording.getParent());
        Files.deleteIfExists(recording); // of an earlier run of the tests, which the agent would keep and tell of
        return HostJvm.on(jdk)
                .busy()
                .main(HealthyTraffic.class.getName())
                .classPath(classes, Path.of(CommandRun.jar("samples")))
                .args(Integer.toString(SECONDS))
                .agentOptions("closewait=5s")
                .recordingTo(recording)
                .start();
    }

    private static void assertHealthy(HostJvm host) throws Exception {
        Path recording = host.recording();
        assertThat(AgentReport.in(recording).suppressedErrors()).isZero();
        JsonNode found =
                CommandRun.reading("sites", recording, "--format", "json").json();
        assertThat(found.get("sites")).as(found::toPrettyString).isEmpty();
        JsonNode unknowns = found.get("unknowns");
        assertThat(unknowns.get("closesLost").asInt()
                        + unknowns.get("contradictions").asInt())
                .as(unknowns::toPrettyString)
                .isZero();
        JsonNode summary =
                CommandRun.reading("summary", recording, "--format", "json").json();
        // As much as that must have been going on, or nothing is proved.
        assertThat(summary.get("connections").asInt()).isGreaterThan(SECONDS);
        assertThat(summary.get("halfOpen")).isEmpty();
        assertThat(summary.get("timeWait")).isEmpty();
    }
}
