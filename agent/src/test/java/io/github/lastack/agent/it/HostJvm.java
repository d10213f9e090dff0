// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.github.lastack.testing.TestTimes;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A JVM that runs an application under the agent, or without it; closing it ends the JVM.
 *
 * <pre>{@code
 * try (HostJvm host = HostJvm.on(jdk).main(Leaky.class).recordingTo(file).start()) {
 *     host.awaitLine("ready", LIMIT);
 *     host.endByStdin();
 *     assertThat(host.awaitExit(LIMIT)).isZero();
 * }
 * }</pre>
 *
 * Thread-safety: for one test thread.
 */
public final class HostJvm implements AutoCloseable {
    /** The longest wait, enough for a busy machine; it is only used up by a failure. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    /**
     * The longest wait for the contents of a recording. The slower the machine reads the kernel's tables, the longer
     * the agent rests before it reads them again: five hundred times that.
     */
    private static final Duration DUMP_LIMIT = Duration.ofMinutes(5);

    private static final long DUMP_PERIOD_MILLIS = 500;
    private static final long PROBE_POLL_MILLIS = 50;

    private static final String RESTS = "voluntary_ctxt_switches:";

    private final Process process;
    private final Path recording;
    private final OutputLines stdout;
    private final OutputLines stderr;

    private HostJvm(Process process, Path recording) {
        this.process = process;
        this.recording = recording;
        this.stdout = new OutputLines("host-stdout", process.getInputStream());
        this.stderr = new OutputLines("host-stderr", process.getErrorStream());
    }

    public static Builder on(TestJdk jdk) {
        return new Builder(jdk);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the file of {@link Builder#recordingTo}; complete only after the exit. */
    public Path recording() {
        return Objects.requireNonNull(recording, "this host records nothing");
    }

    /** Dumps the agent's own recording, and ends its chunk by that. */
    public Recorded dumped() throws IOException {
        return dumped("lastack");
    }

    /** Dumps the JVM's recording of that name, and ends its chunk by that. */
    public Recorded dumped(String name) throws IOException {
        Path dump = Files.createTempFile("lastack", ".jfr");
        try {
            jcmd("JFR.dump name=" + name + " filename=" + dump);
            return Recorded.in(dump);
        } finally {
            Files.delete(dump);
        }
    }

    /** Dumps the agent's own recording once the predicate holds, or else after {@link #DUMP_LIMIT}. */
    public Recorded dumpedWhen(Predicate<Recorded> holds) throws IOException, InterruptedException {
        return dumpedWhen("lastack", holds);
    }

    /** Dumps the recording of that name once the predicate holds, or else after {@link #DUMP_LIMIT}. */
    public Recorded dumpedWhen(String name, Predicate<Recorded> holds) throws IOException, InterruptedException {
        return dumpedWhen(name, holds, DUMP_LIMIT);
    }

    /** Dumps the recording of that name once the predicate holds, or else after the limit. */
    public Recorded dumpedWhen(String name, Predicate<Recorded> holds, Duration limit)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        Recorded recorded = dumped(name);
        while (!holds.test(recorded) && System.nanoTime() < deadline) {
            Thread.sleep(DUMP_PERIOD_MILLIS);
            recorded = dumped(name);
        }
        return recorded;
    }

    /**
     * Has the JVM carry out a diagnostic command, as {@code jcmd} would, without a JVM for that: returns what it says.
     * The tests' JVM must have {@code --add-exports jdk.attach/sun.tools.attach=ALL-UNNAMED}.
     */
    public String jcmd(String command) throws IOException {
        try {
            VirtualMachine vm = VirtualMachine.attach(Long.toString(pid()));
            try (InputStream said = (InputStream) Class.forName("sun.tools.attach.HotSpotVirtualMachine")
                    .getMethod("executeJCmd", String.class)
                    .invoke(vm, command)) {
                // The stream of JDK 17 ends at 4,096 bytes when it is read into the middle of an array.
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                said.transferTo(all);
                return all.toString();
            } finally {
                vm.detach();
            }
        } catch (AttachNotSupportedException | ReflectiveOperationException e) {
            throw new AssertionError(command + ": " + transcript(), e);
        }
    }

    /** Returns how often the agent's probe has gone to rest, by the kernel's count. */
    public long timesProbeRested() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid() + "/task"))) {
            for (Path task : tasks.toList()) {
                if (JvmResources.name(task).equals("lastack-probe")) {
                    return Files.readAllLines(task.resolve("status")).stream()
                            .filter(line -> line.startsWith(RESTS))
                            .mapToLong(line -> Long.parseLong(
                                    line.substring(RESTS.length()).trim()))
                            .sum();
                }
            }
        }
        throw new AssertionError("no probe runs;" + transcript());
    }

    /** Waits until {@link #timesProbeRested} is so many. */
    public void awaitProbeRested(long times) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (timesProbeRested() < times) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the probe does not go on;" + transcript());
            }
            Thread.sleep(PROBE_POLL_MILLIS);
        }
    }

    /** Waits until the host has printed that line on stdout. */
    public void awaitLine(String line, Duration limit) throws InterruptedException {
        if (!stdout.await(line, limit)) {
            throw new AssertionError("no line \"" + line + "\" on stdout;" + transcript());
        }
    }

    /** Waits until a line on stderr contains that text. */
    public void awaitErrorLine(String part, Duration limit) throws InterruptedException {
        if (!stderr.awaitPart(part, limit)) {
            throw new AssertionError("no line with \"" + part + "\" on stderr;" + transcript());
        }
    }

    /** Attaches an agent; ours also takes {@code detach} and {@code status}. */
    public void load(Path agent, String options) throws Exception {
        VirtualMachine vm = VirtualMachine.attach(Long.toString(pid()));
        try {
            vm.loadAgent(agent.toString(), options);
        } catch (AgentLoadException e) {
            // JDK 8 answers with the bare result, which 21 has words before: 0 is success.
            if (!e.getMessage().matches("(.*: )?0")) {
                throw e;
            }
        } finally {
            vm.detach();
        }
    }

    /** Ends the host's stdin, which is the sign for the host to end. */
    public void endByStdin() throws IOException {
        process.getOutputStream().close();
    }

    /** Writes a line to the host's stdin. */
    public void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes());
        process.getOutputStream().flush();
    }

    /** Waits for the host to exit by itself and returns its status. All output has been read then. */
    public int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("host runs on;" + transcript());
        }
        stdout.join(limit);
        stderr.join(limit);
        return process.exitValue();
    }

    /** Lets stdin end and waits for the exit. */
    public int end() throws IOException, InterruptedException {
        endByStdin();
        return awaitExit(LIMIT);
    }

    /** Returns the lines on stdout so far. */
    public List<String> stdout() {
        return stdout.soFar();
    }

    /** Returns the lines on stderr so far. */
    public List<String> stderr() {
        return stderr.soFar();
    }

    /** Returns everything printed, for the message of a failure. */
    public String transcript() {
        return "\nstdout:\n" + String.join("\n", stdout()) + "\nstderr:\n" + String.join("\n", stderr());
    }

    /** Ends the process if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Collects the command line. In the daily run hosts are compiled by C1 alone unless {@link Builder#busy}: they are
     * short lives, whose start is most of them.
     */
    public static final class Builder {
        private final TestJdk jdk;
        private final List<String> jvmArgs = new ArrayList<>();
        private final List<String> laterJvmArgs = new ArrayList<>();
        private final List<String> args = new ArrayList<>();
        private final Map<String, String> environment = new HashMap<>();
        private final List<Path> classPath = new ArrayList<>();
        private String main;
        private String agentOptions = "";
        private boolean withAgent = true;
        private boolean busy = Boolean.getBoolean("lastack.exhaustive");
        private Path recording;
        private List<String> before = List.of();

        private Builder(TestJdk jdk) {
            this.jdk = jdk;
        }

        /** The class to run, found where this JVM has found it. */
        public Builder main(Class<?> main) {
            try {
                classPath.add(Path.of(
                        main.getProtectionDomain().getCodeSource().getLocation().toURI()));
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(e);
            }
            return main(main.getName());
        }

        public Builder main(String main) {
            this.main = main;
            return this;
        }

        public Builder classPath(Path... entries) {
            classPath.addAll(List.of(entries));
            return this;
        }

        public Builder jvmArgs(String... more) {
            jvmArgs.addAll(List.of(more));
            return this;
        }

        /** Adds options after the agent on the command line: an agent among them comes later than ours. */
        public Builder laterJvmArgs(String... more) {
            laterJvmArgs.addAll(List.of(more));
            return this;
        }

        public Builder args(String... more) {
            args.addAll(List.of(more));
            return this;
        }

        /** Adds options of the agent, as after {@code -javaagent:lastack-agent.jar=}. */
        public Builder agentOptions(String options) {
            agentOptions = options;
            return this;
        }

        public Builder withoutAgent() {
            withAgent = false;
            return this;
        }

        /** Compiles the host as every JVM's code is, since it has much to do. */
        public Builder busy() {
            busy = true;
            return this;
        }

        /** Adds {@code record=FILE} to the agent's options. */
        public Builder recordingTo(Path file) {
            recording = file;
            return this;
        }

        /** Runs the host in a namespace of its own, after a shell command there; the process id is that of the JVM. */
        public Builder in(OwnNamespace namespace, String setUp) {
            before = namespace.command(setUp);
            return this;
        }

        /** Runs the host in that network. */
        public Builder in(BadNetwork network) {
            before = network.command();
            return this;
        }

        public Builder environment(Map<String, String> more) {
            environment.putAll(more);
            return this;
        }

        public HostJvm start() throws IOException {
            TestJdks.exercised(jdk);
            ProcessBuilder builder = new ProcessBuilder(command());
            // The JVM announces these on stderr, and they could bring an agent of their own.
            for (String name : List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS")) {
                builder.environment().remove(name);
            }
            builder.environment().putAll(environment);
            return new HostJvm(TestTimes.start(builder, jdk.version()), recording);
        }

        private List<String> command() {
            List<String> command = new ArrayList<>(before);
            command.add(jdk.program("java").toString());
            if (!busy) {
                command.add("-XX:TieredStopAtLevel=1");
            }
            command.addAll(jvmArgs);
            if (withAgent) {
                command.add("-javaagent:" + agentJar() + optionsSuffix());
            }
            command.addAll(laterJvmArgs);
            if (!classPath.isEmpty()) {
                command.add("-cp");
                command.add(String.join(
                        File.pathSeparator,
                        classPath.stream().map(Path::toString).toList()));
            }
            command.add(Objects.requireNonNull(main, "main"));
            command.addAll(args);
            return command;
        }

        private String optionsSuffix() {
            String record = recording == null ? "" : "record=" + recording;
            String separator = record.isEmpty() || agentOptions.isEmpty() ? "" : ",";
            String all = agentOptions + separator + record;
            return all.isEmpty() ? "" : "=" + all;
        }
    }

    /** Returns the packed agent, named by the build. */
    public static Path agentJar() {
        return Path.of(Objects.requireNonNull(
                System.getProperty("lastack.agent.jar"), "system property lastack.agent.jar names no agent"));
    }
}
