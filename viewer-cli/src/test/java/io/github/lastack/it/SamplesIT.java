// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.OwnNamespace;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.agent.it.TestJdks;
import io.github.lastack.recording.Reference;
import io.github.lastack.samples.Expect;
import io.github.lastack.samples.NarrowPorts;
import io.github.lastack.samples.UntilCounted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample on every JDK, from the socket call to the answer of the command line. */
class SamplesIT {
    private static final Map<String, ObservedRun> RUNS = new HashMap<>();

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("samplesOnJdks")
    void sampleIsDiagnosedAsItSays(TestJdk jdk, String sample) throws Exception {
        Class<?> type = Class.forName(sample);
        assertThat(run(jdk, type).sites().stream()
                        .map(site -> finding(site.problem(), site.cause(), site.connections(), site.blamedMethod()))
                        .collect(toList()))
                .containsExactlyInAnyOrderElementsOf(Stream.of(type.getAnnotationsByType(Expect.class))
                        .map(e -> finding(e.problem(), e.cause(), e.connections(), e.blame()))
                        .collect(toList()));
    }

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("samplesOnJdks")
    void openConnectionsAndTheirStatesAreTheKernels(TestJdk jdk, String sample) throws Exception {
        ObservedRun run = run(jdk, Class.forName(sample));
        assertThat(run.openByReplay()).isEqualTo(run.openByKernel());
    }

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("samplesOnJdks")
    void everyEventIsReadAsTheJdkReadsIt(TestJdk jdk, String sample) throws Exception {
        Path recording = run(jdk, Class.forName(sample)).recording();
        assertThat(Reference.actual(recording)).isNotEmpty().isEqualTo(Reference.expected(recording));
    }

    @ParameterizedTest(name = "{1} on {0}")
    @MethodSource("samplesOnJdks")
    void sampleRunsUnharmed(TestJdk jdk, String sample) throws Exception {
        ObservedRun run = run(jdk, Class.forName(sample));
        assertThat(run.exitCode()).isZero();
        assertThat(run.stderr()).isEmpty();
        assertThat(AgentReport.in(run.recording())).isEqualTo(new AgentReport(0, "", true));
    }

    static Stream<Arguments> samplesOnJdks() throws IOException {
        try (JarFile jar = new JarFile(CommandRun.jar("samples"))) {
            List<String> samples = jar.stream()
                    .map(entry -> entry.getName().replace('/', '.'))
                    .filter(name -> name.matches("io\\.github\\.lastack\\.samples\\.S\\d\\d_\\w+\\.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .sorted()
                    .collect(toList());
            assertThat(samples).isNotEmpty();
            return samples.stream().flatMap(sample -> TestJdks.all().map(jdk -> Arguments.of(jdk, sample)));
        }
    }

    /** One run serves all tests of a sample on a JDK. */
    private static ObservedRun run(TestJdk jdk, Class<?> sample) throws IOException, InterruptedException {
        String name = sample.getSimpleName() + "-" + jdk.version();
        ObservedRun run = RUNS.get(name);
        if (run == null) {
            HostJvm.Builder host = HostJvm.on(jdk).main(sample.getName()).classPath(Path.of(CommandRun.jar("samples")));
            NarrowPorts ports = sample.getAnnotation(NarrowPorts.class);
            run = ObservedRun.of(
                    ports == null ? host : host.in(OwnNamespace.networkOrSkip(), narrow(ports)),
                    name,
                    sample.isAnnotationPresent(UntilCounted.class));
            RUNS.put(name, run);
        }
        return run;
    }

    private static String narrow(NarrowPorts ports) {
        return "echo %d %d > /proc/sys/net/ipv4/ip_local_port_range && echo 0 > /proc/sys/net/ipv4/tcp_tw_reuse"
                .formatted(ports.first(), ports.last());
    }

    private static String finding(String problem, String cause, int connections, String blame) {
        return "%s/%s: %d at %s".formatted(problem, cause, connections, blame);
    }
}
