// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A host program that has run under the agent: its recording, what the kernel said while all of its connections stood
 * still in their final state, and what the command line has to say about it.
 */
record ObservedRun(
        Path recording,
        Instant standStill,
        List<ProcNetTcp.Entry> kernel,
        int exitCode,
        List<String> stderr,
        List<LiveLeak> liveLeaks,
        List<FoundSite> sites,
        List<JsonNode> connections) {

    private static final Duration CLOSE_WAIT_LIMIT = Duration.ofMillis(500);
    private static final Duration PROBE = Duration.ofMillis(100);

    /** As many as a second has at least, with those rests after which it only looks whether it is to end. */
    private static final int PROBES = 8;

    /** What is over for the application, though the kernel may have it for another minute. */
    private static final List<String> OVER = List.of("TIME_WAIT", "CLOSED");

    /** Brings the agent into a program that was started without it, with the options that the others start with. */
    static void attach(HostJvm jvm) throws IOException {
        try {
            jvm.load(HostJvm.agentJar(), options() + ",record=" + jvm.recording());
        } catch (Exception e) {
            throw new IOException(jvm.transcript(), e);
        }
    }

    /** Runs the program until it says ready, lets the limit for CLOSE_WAIT pass, looks, and lets it end. */
    static ObservedRun of(HostJvm.Builder host, String name) throws IOException, InterruptedException {
        return of(host, name, 0);
    }

    /** @param readings how often the agent has to read the kernel's tables while it stands still */
    static ObservedRun of(HostJvm.Builder host, String name, int readings) throws IOException, InterruptedException {
        return of(host, name, readings, jvm -> {});
    }

    /** @param visit what the program needs to become ready */
    static ObservedRun of(HostJvm.Builder host, String name, Visit visit) throws IOException, InterruptedException {
        return of(host, name, 0, visit);
    }

    /** What a test does to a program while that runs. */
    @FunctionalInterface
    interface Visit {
        void pay(HostJvm jvm) throws IOException, InterruptedException;
    }

    private static ObservedRun of(HostJvm.Builder host, String name, int readings, Visit visit)
            throws IOException, InterruptedException {
        Path recording = recording(name);
        Files.createDirectories(recording.getParent());
        Files.deleteIfExists(recording); // of an earlier run of the tests, which the agent would keep and tell of
        host.recordingTo(recording).agentOptions(options());
        try (HostJvm jvm = host.start()) {
            visit.pay(jvm);
            jvm.awaitLine("ready", HostJvm.LIMIT);
            long probes = jvm.timesProbeRested();
            letTimePass(CLOSE_WAIT_LIMIT.plus(PROBE.multipliedBy(5)));
            jvm.awaitProbeRested(probes + PROBES);
            Instant standStill = Instant.now().minus(PROBE); // the host's clock of events may differ by a little
            List<ProcNetTcp.Entry> kernel = ProcNetTcp.heldBy(jvm.pid());
            if (readings > 0) {
                awaitCounts(jvm, standStill, readings);
            }
            List<LiveLeak> liveLeaks = LiveLeak.in(jvm);
            int exitCode = jvm.end();
            return new ObservedRun(
                    recording,
                    standStill,
                    kernel,
                    exitCode,
                    withoutNotesOfLoading(jvm.stderr()),
                    liveLeaks,
                    asked("sites", recording).map(FoundSite::of).toList(),
                    asked("connections", recording).toList());
        }
    }

    /** JDK 21 and later note that something was loaded, which was for the {@link LiveLeak}. */
    private static List<String> withoutNotesOfLoading(List<String> stderr) {
        return stderr.stream()
                .filter(line -> !line.matches("WARNING: (A Java agent has been loaded dynamically"
                        + "|If a serviceability tool is|Dynamic loading of agents).*"))
                .toList();
    }

    private static void awaitCounts(HostJvm jvm, Instant since, int readings) throws IOException, InterruptedException {
        assertThat(counts(jvm.dumpedWhen(recorded -> counts(recorded, since) >= readings), since))
                .isGreaterThanOrEqualTo(readings);
    }

    private static long counts(Recorded recorded, Instant since) {
        return recorded.named("MachineConnections")
                .filter(counts -> counts.getStartTime().isAfter(since))
                .count();
    }

    /** The elements of what the command of that name says as JSON. */
    private static Stream<JsonNode> asked(String command, Path recording) throws IOException, InterruptedException {
        JsonNode json =
                CommandRun.reading(command, recording, "--format", "json").json();
        return StreamSupport.stream(json.get(command).spliterator(), false);
    }

    /** The elements of what the command of that name says of the recording. */
    List<JsonNode> asked(String command) throws IOException, InterruptedException {
        return asked(command, recording).toList();
    }

    /** "local remote state" of each connection that was open at the stand-still, by the replay; sorted. */
    List<String> openByReplay() {
        return connections.stream()
                .filter(connection -> !OVER.contains(stateAtStandStill(connection)))
                .map(connection -> text(connection, "local") + " " + text(connection, "remote") + " "
                        + stateAtStandStill(connection))
                .sorted()
                .toList();
    }

    /** What the kernel says of the sockets that the process holds. */
    List<String> openByKernel() {
        return kernel.stream()
                .filter(entry -> !entry.state().equals("LISTEN") && !OVER.contains(entry.state()))
                .map(entry -> entry.local() + " " + entry.remote() + " " + entry.state())
                .sorted()
                .toList();
    }

    private String stateAtStandStill(JsonNode connection) {
        String state = "CLOSED";
        for (JsonNode step : connection.get("states")) {
            if (!Instant.parse(text(step, "at")).isAfter(standStill)) {
                state = text(step, "state");
            }
        }
        return state;
    }

    /** Brings the agent into a program that runs without it, with the options that it would have had. */
    static void attach(HostJvm jvm, String name) throws IOException, InterruptedException {
        try {
            jvm.load(HostJvm.agentJar(), options() + ",record=" + recording(name));
        } catch (IOException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path recording(String name) {
        return Path.of("target", "recordings", name + ".jfr").toAbsolutePath();
    }

    private static String options() {
        return "closewait=%dms,probe=%dms".formatted(CLOSE_WAIT_LIMIT.toMillis(), PROBE.toMillis());
    }

    private static void letTimePass(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private static String text(JsonNode json, String name) {
        return json.get(name).asText();
    }

    /** A site of the JSON, as far as a test compares it. */
    record FoundSite(String problem, String cause, int connections, int stillOpen, String blame) {
        static FoundSite of(JsonNode site) {
            return new FoundSite(
                    text(site, "problem"),
                    text(site, "cause"),
                    site.get("connections").asInt(),
                    site.get("stillOpen").asInt(),
                    text(site, "blame"));
        }

        /** Class and method to look at, without the line. */
        String blamedMethod() {
            int parenthesis = blame.indexOf('(');
            return parenthesis < 0 ? blame : blame.substring(0, parenthesis);
        }
    }
}
