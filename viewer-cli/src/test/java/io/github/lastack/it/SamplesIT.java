// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.BadNetwork;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.OwnNamespace;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.agent.it.TestJdks;
import io.github.lastack.recording.Reference;
import io.github.lastack.samples.Expect;
import io.github.lastack.samples.NeedsKernelReadings;
import io.github.lastack.samples.NeedsNarrowPorts;
import io.github.lastack.samples.NeedsOwnNetwork;
import io.github.lastack.samples.S18_ClosedUnderSelector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Every sample on every JDK, from the socket call to the answer of the command line. */
class SamplesIT {
    /** Causes that the agent sees while the program runs. */
    private static final List<String> LIVE = List.of(
            "end-of-stream-ignored",
            "end-of-stream-unread",
            "half-closed",
            "peer-never-closes",
            "unreachable",
            "never-connected",
            "registered-with-selector",
            "error-ignored",
            "unread-data",
            "peer-vanished");

    /** The agent keeps no stack of a close. */
    private static final Set<Class<?>> LIVE_UNKNOWN = Set.of(S18_ClosedUnderSelector.class);

    /** One run of a sample serves all that is asserted of it. */
    @OnJdks(value = Jdks.EDGES, with = "samples")
    void sample_recorded_isDiagnosedAsItSays(TestJdk jdk, String sample) throws Exception {
        Class<?> type = Class.forName(sample);
        ObservedRun run = run(jdk, type);
        assertAll(
                () -> assertRanUnharmed(run),
                () -> assertThat(run.openByReplay())
                        .as("open connections and their states")
                        .isEqualTo(run.openByKernel()),
                () -> assertThat(Reference.actual(run.recording()))
                        .as("events as the JDK reads them")
                        .isNotEmpty()
                        .isEqualTo(Reference.expected(run.recording())),
                () -> assertDiagnosis(type, run),
                () -> assertLiveLeaks(type, run),
                () -> assertCollectedAreToldApart(run));
    }

    /** In a network with other devices than those that the kernel makes, nothing is lost on purpose. */
    @Test
    void sampleOfANetworkThatLoses_elsewhere_saysHowToRunIt() throws Exception {
        long devices = Files.readAllLines(Path.of("/proc/net/dev")).stream()
                .filter(line -> line.contains(":") && !line.trim().startsWith("lo:"))
                .count();
        Assumptions.assumeTrue(devices > 0, "this network is nobody's but the loopback's");
        List<String> explaining = samples()
                .filter(sample -> type(sample).isAnnotationPresent(NeedsOwnNetwork.class))
                .toList();
        assertThat(explaining).isNotEmpty();
        for (String sample : explaining) {
            try (HostJvm host = HostJvm.on(TestJdks.toProve().get(0))
                    .main(sample)
                    .classPath(Path.of(CommandRun.jar("samples")))
                    .withoutAgent()
                    .start()) {
                assertThat(host.awaitExit(HostJvm.LIMIT)).isZero();
                assertThat(String.join("\n", host.stdout()))
                        .contains("this network is not the sample's own", "unshare -Urn java", sample);
            }
        }
    }

    private static Class<?> type(String sample) {
        try {
            return Class.forName(sample);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** What is lost is open, and what the JDK closed is not. */
    private static void assertCollectedAreToldApart(ObservedRun run) throws Exception {
        if (run.sites().stream().noneMatch(site -> site.cause().equals("unreachable"))) {
            return;
        }
        for (JsonNode site : run.asked("sites")) {
            JsonNode collected = site.path("collected");
            int open = site.get("stillOpen").asInt();
            assertThat(collected.path("lost").asInt(-1)).isEqualTo(open);
            assertThat(collected.path("closed").asInt(-1))
                    .isEqualTo(site.get("connections").asInt() - open);
            assertThat(site.get("because").asText()).contains(open == 0 ? "closed only then" : "lost for good");
        }
    }

    private static void assertDiagnosis(Class<?> sample, ObservedRun run) {
        assertThat(run.sites().stream()
                        .map(site -> finding(site.problem(), site.cause(), site.connections(), site.blamedMethod()))
                        .collect(toList()))
                .containsExactlyInAnyOrderElementsOf(Stream.of(sample.getAnnotationsByType(Expect.class))
                        .map(e -> finding(e.problem(), e.cause(), e.connections(), e.blame()))
                        .collect(toList()));
    }

    /** The agent's own metrics name the same code, or none where the agent keeps too little to know. */
    private static void assertLiveLeaks(Class<?> sample, ObservedRun run) {
        List<String> expected = run.sites().stream()
                .filter(site -> LIVE.contains(site.cause()) && site.stillOpen() > 0)
                .map(site -> live(site.problem(), site.cause(), site.stillOpen(), liveBlame(sample, site)))
                .toList();
        assertThat(run.liveLeaks().stream()
                        .map(leak -> live(leak.problem(), leak.cause(), leak.connections(), leak.frame()))
                        .toList())
                .as("metrics of the running agent")
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String liveBlame(Class<?> sample, ObservedRun.FoundSite site) {
        return LIVE_UNKNOWN.contains(sample) ? "unknown" : site.blame();
    }

    private static String live(String problem, String cause, int connections, String frame) {
        return problem + '/' + cause + ": " + connections + " at " + frame;
    }

    private static void assertRanUnharmed(ObservedRun run) throws IOException {
        assertThat(run.exitCode()).isZero();
        assertThat(run.stderr()).isEmpty();
        assertThat(RecordedAgentInfo.in(run.recording())).isEqualTo(new RecordedAgentInfo(0, "", true));
    }

    static Stream<String> samples() throws IOException {
        try (JarFile jar = new JarFile(CommandRun.jar("samples"))) {
            List<String> samples = jar.stream()
                    .map(entry -> entry.getName().replace('/', '.'))
                    .filter(name -> name.matches("io\\.github\\.lastack\\.samples\\.S\\d\\d_\\w+\\.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .collect(toList());
            assertThat(samples).isNotEmpty();
            return samples.stream();
        }
    }

    private static ObservedRun run(TestJdk jdk, Class<?> sample) throws IOException, InterruptedException {
        HostJvm.Builder host = HostJvm.on(jdk).main(sample.getName()).classPath(Path.of(CommandRun.jar("samples")));
        NeedsNarrowPorts ports = sample.getAnnotation(NeedsNarrowPorts.class);
        if (ports != null) {
            host.in(OwnNamespace.networkOrSkip(), narrow(ports));
        } else if (sample.isAnnotationPresent(NeedsOwnNetwork.class)) {
            BadNetwork.hindrance()
                    .ifPresent(why -> Assumptions.abort("no network of its own for " + sample + ": " + why));
            host.in(OwnNamespace.networkOrSkip(), "true");
        }
        return ObservedRun.of(
                host,
                sample.getSimpleName() + "-" + jdk.version(),
                Optional.ofNullable(sample.getAnnotation(NeedsKernelReadings.class))
                        .map(NeedsKernelReadings::value)
                        .orElse(0));
    }

    private static String narrow(NeedsNarrowPorts ports) {
        return "echo %d %d > /proc/sys/net/ipv4/ip_local_port_range && echo 0 > /proc/sys/net/ipv4/tcp_tw_reuse"
                .formatted(ports.first(), ports.last());
    }

    private static String finding(String problem, String cause, int connections, String blame) {
        return "%s/%s: %d at %s".formatted(problem, cause, connections, blame);
    }
}
