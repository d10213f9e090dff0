// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.BadNetwork;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.agent.it.TestJdks;
import io.github.lastack.it.host.HealthyTraffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An application in which nothing is wrong, on every JDK at once: nothing may be found. Twenty seconds of it, a minute
 * in the exhaustive run (three on a network that loses), or as long as {@code -Dlastack.healthy.seconds=600} and
 * {@code -Dlastack.healthy.lossy.seconds=600} ask for.
 */
class HealthyIT {
    private static final int SECONDS =
            Integer.getInteger("lastack.healthy.seconds", Boolean.getBoolean("lastack.exhaustive") ? 60 : 20);
    private static final int LOSSY_SECONDS =
            Integer.getInteger("lastack.healthy.lossy.seconds", Boolean.getBoolean("lastack.exhaustive") ? 180 : 20);
    private static final int LOST_OF_100 = 5;
    private static final Duration START_AND_END = Duration.ofSeconds(60);

    @Test
    void traffic_healthy_hasNoFinding() throws Exception {
        List<HostJvm> hosts = new ArrayList<>();
        try {
            for (TestJdk jdk : TestJdks.toProve()) {
                hosts.add(builder(jdk, "HealthyTraffic", SECONDS).start());
            }
            assertAllHealthy(hosts, SECONDS);
        } finally {
            hosts.forEach(HostJvm::close);
        }
    }

    /** All in one network: what is lost for one is not for another. */
    @Test
    void nothingIsFoundInHealthyTraffic_whereFiveOfAHundredSegmentsAreLost() throws Exception {
        List<HostJvm> hosts = new ArrayList<>();
        try (BadNetwork network = BadNetwork.makeOrSkip()) {
            network.loses(LOST_OF_100);
            for (TestJdk jdk : TestJdks.toProve()) {
                hosts.add(builder(jdk, "HealthyLossyTraffic", LOSSY_SECONDS)
                        .in(network)
                        .start());
            }
            assertAllHealthy(hosts, LOSSY_SECONDS);
            assertThat(retransmitted(network))
                    .as("segments that were sent again")
                    .isGreaterThan(LOSSY_SECONDS);
        } finally {
            hosts.forEach(HostJvm::close);
        }
    }

    private static long retransmitted(BadNetwork network) throws IOException {
        List<String[]> tcp = network.tableOf("snmp").stream()
                .filter(line -> line.startsWith("Tcp:"))
                .map(line -> line.split(" "))
                .toList();
        return Long.parseLong(tcp.get(1)[List.of(tcp.get(0)).indexOf("RetransSegs")]);
    }

    private static void assertAllHealthy(List<HostJvm> hosts, int seconds) throws Exception {
        for (HostJvm host : hosts) {
            host.awaitLine("ready", Duration.ofSeconds(seconds).plus(START_AND_END));
            assertThat(host.end()).as(host::transcript).isZero();
            assertHealthy(host, seconds);
        }
    }

    private static HostJvm.Builder builder(TestJdk jdk, String name, int seconds) throws Exception {
        Path classes = Path.of(HealthyTraffic.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path recording = Path.of("target", "recordings", name + "-" + jdk.version() + ".jfr")
                .toAbsolutePath();
        Files.createDirectories(recording.getParent());
        Files.deleteIfExists(recording); // of an earlier run of the tests, which the agent would keep and tell of
        return HostJvm.on(jdk)
                .busy()
                .main(HealthyTraffic.class.getName())
                .classPath(classes, Path.of(CommandRun.jar("samples")))
                .args(Integer.toString(seconds))
                .agentOptions("closewait=5s")
                .recordingTo(recording);
    }

    private static void assertHealthy(HostJvm host, int seconds) throws Exception {
        Path recording = host.recording();
        assertThat(RecordedAgentInfo.in(recording).suppressedErrors()).isZero();
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
        assertThat(summary.get("connections").asInt()).isGreaterThan(seconds);
        assertThat(summary.get("halfOpen")).isEmpty();
        assertThat(summary.get("timeWait")).isEmpty();
    }
}
