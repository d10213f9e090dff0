// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.BadNetwork;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.OwnNamespace;
import io.github.lastack.agent.it.Recorded;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.samples.NeedsKernelReadings;
import io.github.lastack.samples.NeedsNarrowPorts;
import io.github.lastack.samples.NeedsOwnNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Assumptions;

/** A sample that has run under the agent until its connections stood still for longer than the limit. */
record RecordedSample(String name, Path recording) {
    private static final Duration CLOSE_WAIT_LIMIT = Duration.ofMillis(500);
    private static final Path JAR = Path.of(System.getProperty("lastack.samples.jar", "target"));

    /** As many rests of the probe as a second has at least. */
    private static final int PROBES = 8;

    static List<String> all() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.stream()
                    .map(entry -> entry.getName().replace('/', '.'))
                    .filter(name -> name.matches("io\\.github\\.lastack\\.samples\\.S\\d\\d_\\w+\\.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .toList();
        }
    }

    static RecordedSample of(TestJdk jdk, String sample, Path directory) throws Exception {
        Class<?> type = Class.forName(sample);
        Path recording = directory.resolve(type.getSimpleName() + ".jfr");
        HostJvm.Builder host = HostJvm.on(jdk)
                .main(sample)
                .classPath(JAR)
                .recordingTo(recording)
                .agentOptions("closewait=" + CLOSE_WAIT_LIMIT.toMillis() + "ms,probe=100ms");
        giveNetwork(type, host);
        try (HostJvm jvm = host.start()) {
            jvm.awaitLine("ready", HostJvm.LIMIT);
            long probes = jvm.timesProbeRested();
            Thread.sleep(CLOSE_WAIT_LIMIT.multipliedBy(2).toMillis());
            jvm.awaitProbeRested(probes + PROBES);
            NeedsKernelReadings readings = type.getAnnotation(NeedsKernelReadings.class);
            if (readings != null) {
                Instant now = Instant.now();
                jvm.dumpedWhen(recorded -> counts(recorded, now) >= readings.value());
            }
            assertThat(jvm.end()).as(jvm::transcript).isZero();
        }
        return new RecordedSample(type.getSimpleName(), recording);
    }

    private static long counts(Recorded recorded, Instant since) {
        return recorded.named("MachineConnections")
                .filter(counts -> counts.getStartTime().isAfter(since))
                .count();
    }

    private static void giveNetwork(Class<?> type, HostJvm.Builder host) throws IOException, InterruptedException {
        NeedsNarrowPorts ports = type.getAnnotation(NeedsNarrowPorts.class);
        if (ports != null) {
            host.in(
                    OwnNamespace.networkOrSkip(),
                    "echo %d %d > /proc/sys/net/ipv4/ip_local_port_range && echo 0 > /proc/sys/net/ipv4/tcp_tw_reuse"
                            .formatted(ports.first(), ports.last()));
        } else if (type.isAnnotationPresent(NeedsOwnNetwork.class)) {
            BadNetwork.hindrance()
                    .ifPresent(why -> Assumptions.abort("no network of its own for " + type + ": " + why));
            host.in(OwnNamespace.networkOrSkip(), "true");
        }
    }
}
