// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.it.host.Crossings;
import io.github.lastack.it.host.ManyLives;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The states of the replay are those that the kernel itself has traced, connection by connection, over thousands of
 * connections that are opened and ended in every way.
 */
@Execution(ExecutionMode.SAME_THREAD) // there is one trace
class KernelTraceIT {
    private static final long SEED = Long.getLong("lastack.trace.seed", System.nanoTime() & 0xffff_ffffL);
    private static final int CONNECTIONS = Integer.getInteger("lastack.trace.connections", 20_000);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Nine of ten over IPv6 and over IPv4 mapped into it, the others where there is no IPv6. */
    @OnJdks(Jdks.EDGES)
    void everyConnectionsStatesAreThoseOfTheKernel(TestJdk jdk) throws Exception {
        String withoutIpv6 = "-Djava.net.preferIPv4Stack=true";
        PathComparison comparison = compared(jdk, "dual", CONNECTIONS - CONNECTIONS / 10)
                .and(compared(jdk, "ipv4", CONNECTIONS / 10, withoutIpv6));
        System.out.println("JDK " + jdk.version() + ", seed " + SEED + ": " + comparison.report());

        comparison.check();
    }

    @OnJdks(Jdks.EDGES)
    void synsAndFinsThatCrossLeadThroughTheStatesOfTheKernel(TestJdk jdk) throws Exception {
        PathComparison comparison = compared(host(jdk, Crossings.class), "crossing-" + jdk.version(), "50");

        System.out.println("JDK " + jdk.version() + ", crossing: " + comparison.report());

        comparison.check();
        assertThat(comparison.openings("ITSELF")).containsOnlyKeys("SYN_SENT SYN_RECEIVED ESTABLISHED");
        assertThat(comparison.paths("ITSELF")).containsOnlyKeys("ESTABLISHED FIN_WAIT_1 CLOSING TIME_WAIT");
        Map<String, Long> met = comparison.openings("EACH_OTHER");
        assumeTrue(!met.isEmpty(), "of two sockets that connect to each other no SYNs have met in 20 s");
        assertThat(met).containsKey("SYN_SENT SYN_RECEIVED ESTABLISHED");
    }

    private static PathComparison compared(TestJdk jdk, String name, int connections, String... jvmArgs)
            throws Exception {
        return compared(
                host(jdk, ManyLives.class).jvmArgs(jvmArgs),
                name + "-" + jdk.version(),
                Long.toString(SEED),
                Integer.toString(connections));
    }

    private static PathComparison compared(HostJvm.Builder builder, String name, String... args) throws Exception {
        Optional<String> hindrance = KernelTrace.hindrance();
        assumeTrue(hindrance.isEmpty(), () -> "the kernel's trace was not compared with: " + hindrance.get());
        Path recording = target("recordings", "KernelTrace-" + name + ".jfr");
        Files.deleteIfExists(recording); // of an earlier run of the tests, which the agent would keep and tell of
        Path told = target("kernel-trace", name + ".kinds");
        PathComparison comparison;
        try (KernelTrace trace = KernelTrace.begin();
                HostJvm host = builder.recordingTo(recording)
                        .args(args)
                        .args(told.toString())
                        .start()) {
            host.awaitLine("ready", LIMIT);
            Instant standStill = letTimePass(untilProbed(host));
            List<ProcNetTcp.Entry> table = ProcNetTcp.all();
            EndMatcher matcher = new EndMatcher(trace, trace.end(), Files.readAllLines(told));
            assertThat(host.end()).as(host.transcript()).isZero();
            comparison = matcher.compare(replayed(recording, standStill));
            assertThat(matcher.notAsIn(table))
                    .as("what the trace is taken to mean is what the kernel lists")
                    .isEmpty();
        }
        String report = name + " " + String.join(" ", args) + ": " + comparison.report();
        Files.writeString(target("kernel-trace", name + ".txt"), report);
        return comparison;
    }

    private static List<ReplayedEnd> replayed(Path recording, Instant standStill) throws Exception {
        JsonNode json =
                CommandRun.reading("connections", recording, "--format", "json").json();
        assertThat(json.get("unknowns").get("contradictions").asInt())
                .as("contradictions")
                .isZero();
        return StreamSupport.stream(json.get("connections").spliterator(), false)
                .map(connection -> ReplayedEnd.of(connection, standStill))
                .toList();
    }

    private static HostJvm.Builder host(TestJdk jdk, Class<?> program) {
        Path[] classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toArray(Path[]::new);
        return HostJvm.on(jdk)
                .busy()
                .main(program.getName())
                .classPath(classPath)
                .agentOptions("probe=100ms,detail=all");
    }

    private static Path target(String folder, String name) throws IOException {
        Path path = Path.of("target", folder, name).toAbsolutePath();
        Files.createDirectories(path.getParent());
        return path;
    }

    /**
     * How long until the probe has asked about everything that happened before: twice the time between two probes, which the
     * agent makes longer on a slow machine.
     */
    private static Duration untilProbed(HostJvm host) throws IOException {
        Duration interval = host.dumped().last("AgentInfo").orElseThrow().getDuration("probeInterval");
        return interval.multipliedBy(2).plusSeconds(2);
    }

    private static Instant letTimePass(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        return Instant.now();
    }
}
