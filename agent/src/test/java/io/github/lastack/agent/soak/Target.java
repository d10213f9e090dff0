// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.soak;

import com.sun.tools.attach.VirtualMachine;
import io.github.lastack.agent.host.Traffic;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.OwnNamespace;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The JVM that runs {@link Traffic}, and the actions on it: closing it ends the JVM. */
final class Target implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String THREADS = "4";

    /**
     * The kernel forgets a TIME_WAIT at once where there are as many: it would only make the search for a port long.
     */
    private static final String FEW_TIME_WAITS = "echo 4096 > /proc/sys/net/ipv4/tcp_max_tw_buckets";

    private static final String PRESENCE = "io.github.lastack.agent";
    private static final String LISTEN = "0A";
    private static final int STATE = 3;
    private static final int INODE = 9;

    /** The first JDK whose {@code jcmd} has {@code System.trim_native_heap}, at least in its newer updates. */
    private static final int TRIMS = 17;

    private final TestJdk jdk;
    private final Path agent;
    private final HostJvm host;
    private int rests;

    private Target(TestJdk jdk, Path agent, HostJvm host) {
        this.jdk = jdk;
        this.agent = agent;
        this.host = host;
    }

    static Target start(TestJdk jdk, Path agent, long seed) throws Exception {
        List<String> options = new ArrayList<>(List.of(
                "-Xms192m",
                "-Xmx192m",
                "-XX:+AlwaysPreTouch", // so that what grows in RSS is no heap
                "-XX:FlightRecorderOptions=memorysize=64m,maxchunksize=4m"));
        if (jdk.version() >= 21) {
            options.add("-XX:+EnableDynamicAgentLoading");
        }
        HostJvm host = HostJvm.on(jdk)
                .busy()
                .withoutAgent()
                .in(OwnNamespace.networkOrSkip(), FEW_TIME_WAITS)
                .jvmArgs(options.toArray(String[]::new))
                .main(Traffic.class)
                .args(THREADS, Long.toString(seed))
                .start();
        host.awaitLine("ready", LIMIT);
        return new Target(jdk, agent, host);
    }

    HostJvm host() {
        return host;
    }

    // ---- the application ----

    /** @param connections a second; 0 for as many as it can */
    void rate(int connections) throws IOException {
        host.say("rate " + connections);
    }

    /** Lets the load rest, and runs an action at rest; the mark lies after that. */
    Mark rest(Step meanwhile) throws Exception {
        rests++;
        host.say("rest " + rests);
        host.awaitLine("done rest " + rests, LIMIT);
        String counts = "counts " + rests + " ";
        String line = host.stdout().stream()
                .filter(printed -> printed.startsWith(counts))
                .findFirst()
                .orElseThrow();
        meanwhile.run();
        return Mark.of(Instant.now(), line.substring(counts.length()));
    }

    void work() throws Exception {
        host.say("work " + rests);
        host.awaitLine("done work " + rests, LIMIT);
    }

    /** An action on the JVM. */
    interface Step {
        void run() throws Exception;
    }

    // ---- the agent ----

    /** Attaches the agent; the single option {@code detach} detaches it. */
    void agent(String options) throws Exception {
        host.load(agent, options);
    }

    /** Returns the agent's status; empty if it is not attached. */
    Map<String, String> status() throws Exception {
        agent("status");
        VirtualMachine vm = VirtualMachine.attach(Long.toString(host.pid()));
        try {
            Map<String, String> status = new TreeMap<>();
            String lines = vm.getSystemProperties().getProperty(PRESENCE, "");
            lines.lines().forEach(line -> {
                int equals = line.indexOf('=');
                status.put(line.substring(0, equals), line.substring(equals + 1));
            });
            return status;
        } finally {
            vm.detach();
        }
    }

    // ---- recordings ----

    void startRecording(String name) throws IOException, InterruptedException {
        jcmd("JFR.start", "name=" + name, "settings=default");
    }

    void dumpRecording(String name) throws IOException, InterruptedException {
        Path file = Files.createTempFile("soak", ".jfr");
        jcmd("JFR.dump", "name=" + name, "filename=" + file);
        Files.delete(file);
    }

    /** @param file null to forget what it holds */
    void stopRecording(String name, Path file) throws IOException, InterruptedException {
        if (file == null) {
            jcmd("JFR.stop", "name=" + name);
        } else {
            jcmd("JFR.stop", "name=" + name, "filename=" + file);
        }
    }

    String jcmd(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(jdk.program("jcmd").toString(), Long.toString(host.pid())));
        command.addAll(List.of(arguments));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes());
        if (jcmd.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + said + host.transcript());
        }
        return said;
    }

    // ---- the kernel ----

    /** Returns how many ends the kernel lists as open in this network: those with an inode that do not listen. */
    long openInKernel() throws IOException {
        long open = 0;
        for (String table : List.of("tcp", "tcp6")) {
            try (Stream<String> rows = Files.lines(Path.of("/proc/" + host.pid() + "/net/" + table))) {
                open += rows.skip(1)
                        .map(row -> row.trim().split(" +"))
                        .filter(row -> !row[STATE].equals(LISTEN) && !row[INODE].equals("0"))
                        .count();
            }
        }
        return open;
    }

    /**
     * Returns the resident memory. From JDK 17 on without what malloc keeps of what the JVM has freed: the JIT
     * compilers, busy after each attach, take and release 20 MB at once.
     */
    long residentKilobytes() throws IOException, InterruptedException {
        if (jdk.version() >= TRIMS) {
            jcmd("System.trim_native_heap");
        }
        return Files.readAllLines(Path.of("/proc/" + host.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        host.close();
    }
}
