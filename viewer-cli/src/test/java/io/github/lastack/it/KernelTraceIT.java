// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.BadNetwork;
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
import java.util.Set;
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
    private static final boolean EXHAUSTIVE = Boolean.getBoolean("lastack.exhaustive");
    private static final int LOSSY_CONNECTIONS = Integer.getInteger("lastack.trace.lossy", EXHAUSTIVE ? 4_000 : 2_000);

    /** Of another network the trace shows the same addresses; no other test has this. */
    private static final String ADDRESS_WHERE_LOSSY = "127.77.0.1";

    /** Below those that Linux gives elsewhere. */
    private static final int LOWEST_PORT_WHERE_LOSSY = 10_000;

    private static final int HIGHEST_PORT_WHERE_LOSSY = 32_767;

    /** Each of them waits most of the time for what was lost. */
    private static final String WORKERS_WHERE_LOSSY = "64";

    private static final Duration MOST_READINGS = Duration.ofSeconds(15);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Nine of ten over IPv6 and over IPv4 mapped into it, the others where there is no IPv6. */
    @OnJdks(Jdks.EDGES)
    void states_everyConnection_equalTheKernels(TestJdk jdk) throws Exception {
        String withoutIpv6 = "-Djava.net.preferIPv4Stack=true";
        PathComparison comparison = compared(jdk, "dual", CONNECTIONS - CONNECTIONS / 10)
                .and(compared(jdk, "ipv4", CONNECTIONS / 10, withoutIpv6));
        System.out.println("JDK " + jdk.version() + ", seed " + SEED + ": " + comparison.report());

        comparison.check();
    }

    @OnJdks(Jdks.EDGES)
    void states_crossingSynsAndFins_equalTheKernels(TestJdk jdk) throws Exception {
        PathComparison comparison = compared(host(jdk, Crossings.class), "crossing-" + jdk.version(), "50");

        System.out.println("JDK " + jdk.version() + ", crossing: " + comparison.report());

        comparison.check();
        assertThat(comparison.openings("ITSELF")).containsOnlyKeys("SYN_SENT SYN_RECEIVED ESTABLISHED");
        assertThat(comparison.paths("ITSELF")).containsOnlyKeys("ESTABLISHED FIN_WAIT_1 CLOSING TIME_WAIT");
        Map<String, Long> met = comparison.openings("EACH_OTHER");
        assumeTrue(!met.isEmpty(), "of two sockets that connect to each other no SYNs have met in 20 s");
        assertThat(met).containsKey("SYN_SENT SYN_RECEIVED ESTABLISHED");
    }

    /** Where segments are lost, FINs cross, resets never arrive, and states that last microseconds last for long. */
    @OnJdks(value = Jdks.EDGES, with = "losses")
    void everyConnectionsStatesAreThoseOfTheKernel_whereSegmentsAreLost(TestJdk jdk, int percent) throws Exception {
        Optional<String> hindrance = KernelTrace.hindrance();
        assumeTrue(hindrance.isEmpty(), () -> "the kernel's trace was not compared with: " + hindrance.get());
        PathComparison comparison;
        try (BadNetwork network = BadNetwork.makeOrSkip()) {
            // A reset that was lost is sent again only when the other end asks whether anybody is there.
            network.set("tcp_keepalive_time", 1);
            network.set("tcp_keepalive_intvl", 1);
            network.retransmitsAfterAtMost(1_000); // few are lost so often that all would wait for them
            network.loses(percent);
            // What is left in FIN_WAIT_2 is listed for a minute, so no run may last longer.
            int connections = percent < 10 ? LOSSY_CONNECTIONS : LOSSY_CONNECTIONS / 2;
            comparison = comparedIn(network, jdk, "lossy-" + percent + "-" + jdk.version(), connections);
        }
        System.out.println(
                "JDK " + jdk.version() + ", " + percent + " % lost, seed " + SEED + ": " + comparison.report());

        comparison.checkWhereLossy(percent);
    }

    static Stream<Integer> losses() {
        return EXHAUSTIVE ? Stream.of(1, 5, 10) : Stream.of(5);
    }

    private static PathComparison comparedIn(BadNetwork network, TestJdk jdk, String name, int connections)
            throws Exception {
        Path recording = target("recordings", "KernelTrace-" + name + ".jfr");
        Files.deleteIfExists(recording);
        Path told = target("kernel-trace", name + ".kinds");
        PathComparison comparison;
        JsonNode json;
        network.givesPorts(LOWEST_PORT_WHERE_LOSSY, HIGHEST_PORT_WHERE_LOSSY);
        try (KernelTrace trace = KernelTrace.begin(LOWEST_PORT_WHERE_LOSSY, HIGHEST_PORT_WHERE_LOSSY);
                ListedStates listed = ListedStates.of(() -> ProcNetTcp.all(network));
                HostJvm host = host(jdk, ManyLives.class)
                        .in(network)
                        .jvmArgs("-XX:StartFlightRecording=settings=" + closingReadOften())
                        .recordingTo(recording)
                        .args(Long.toString(SEED), Integer.toString(connections), told.toString())
                        .args(WORKERS_WHERE_LOSSY, ADDRESS_WHERE_LOSSY)
                        .start()) {
            host.awaitLine("ready", LIMIT);
            awaitAllArrived(network);
            Instant standStill = letTimePass(longer(untilProbed(host), untilTableIsRead(host)));
            listed.stop(); // what is still open is closed by the program's end
            List<TraceEvent> events = trace.end().stream()
                    .filter(event -> (event.local() + " " + event.remote()).contains(ADDRESS_WHERE_LOSSY + ":"))
                    .toList();
            assertThat(host.end()).as(host.transcript()).isZero();
            EndMatcher matcher = new EndMatcher(trace, events, Files.readAllLines(told)).with(listed);
            json = connections(recording);
            comparison = matcher.compare(ends(json, standStill));
        }
        Files.writeString(target("kernel-trace", name + ".txt"), name + " " + SEED + ": " + comparison.report());
        assertNoContradictions(json);
        return comparison;
    }

    /**
     * Settings that have the kernel's table read every second for what becomes of closed connections, in place of ten.
     */
    private static Path closingReadOften() throws IOException {
        return Files.writeString(
                target("kernel-trace", "closing-read-often.jfc"),
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <configuration version="2.0" label="Lastack" description="" provider="Lastack">
                  <event name="lastack.ClosingConnection">
                    <setting name="enabled">true</setting>
                    <setting name="period">1 s</setting>
                  </event>
                </configuration>
                """);
    }

    /** Until nothing is sent again and again any more. */
    private static void awaitAllArrived(BadNetwork network) throws Exception {
        Set<String> brief = Set.of("SYN_SENT", "SYN_RECEIVED", "FIN_WAIT_1", "CLOSING", "LAST_ACK");
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (ProcNetTcp.all(network).stream().map(ProcNetTcp.Entry::state).anyMatch(brief::contains)) {
            assertThat(System.nanoTime()).as("%s", ProcNetTcp.all(network)).isLessThan(deadline);
            letTimePass(Duration.ofMillis(100));
        }
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
        JsonNode json = connections(recording);
        assertNoContradictions(json);
        return ends(json, standStill);
    }

    private static JsonNode connections(Path recording) throws Exception {
        return CommandRun.reading("connections", recording, "--format", "json").json();
    }

    private static void assertNoContradictions(JsonNode json) {
        assertThat(json.get("unknowns").get("contradictions").asInt())
                .as("contradictions")
                .isZero();
    }

    private static List<ReplayedEnd> ends(JsonNode json, Instant standStill) {
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
     * How long until the probe has asked about everything that happened before: twice the time between two probes,
     * which the agent makes longer on a slow machine.
     */
    private static Duration untilProbed(HostJvm host) throws IOException {
        Duration interval = host.dumped().last("AgentInfo").orElseThrow().getDuration("probeInterval");
        return interval.multipliedBy(2).plusSeconds(2);
    }

    /**
     * How long until the agent has read the kernel's table twice: every second, unless that takes so long that it
     * rests; on a machine that is too busy for that some states are seen to be over later than they are.
     */
    private static Duration untilTableIsRead(HostJvm host) throws IOException {
        Duration reading = host.dumped()
                .last("MachineConnections")
                .map(event -> event.getDuration("readingTime"))
                .orElse(Duration.ZERO);
        Duration twice = reading.multipliedBy(500).plusSeconds(1).multipliedBy(2);
        return twice.compareTo(MOST_READINGS) < 0 ? twice : MOST_READINGS;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Instant letTimePass(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        return Instant.now();
    }
}
