// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.host.TwoBatches;
import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** JVMs that are killed or stopped while a command is at them: one line, the right exit code, no hang, nothing left. */
class VanishingTargetIT {
    @TempDir
    Path temporary;

    @TempDir
    Path results;

    static Stream<Integer> millisUntilTheKill() {
        return Stream.of(300, 600, 800, 1000, 1300);
    }

    /** In the middle of what an attach does: it takes about a second. */
    @OnJdks(value = Jdks.ONE, with = "millisUntilTheKill")
    void target_killedWhileAttaching_isOneLineOrAttached(TestJdk jdk, int millis) throws Exception {
        try (HostJvm host = host(jdk)) {
            Process attach = CommandRun.start(results, "attach", host.pid());
            boolean ended = attach.waitFor(millis, TimeUnit.MILLISECONDS); // killed then, wherever that is
            signal("KILL", host.pid());
            CommandRun run = CommandRun.end(results, attach);
            assertThat(run.exitCode()).as(run.toString()).isIn(ended ? List.of(0) : List.of(0, 3));
            assertThat(run.stderr().lines().count()).as(run.toString()).isEqualTo(run.exitCode() == 0 ? 0 : 1);
            assertThat(run.stderr()).doesNotContain("Exception");
            assertThat(leftovers(host.pid())).isEmpty();
        }
    }

    @OnJdks(Jdks.ONE)
    void target_killedWhileRecording_isOneLine(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk)) {
            Process record = CommandRun.start(
                    results, "record", host.pid(), "--duration", "10m", "-o", results.resolve("a.jfr"));
            CommandRun.awaitErrorLine(results, record, "recording process " + host.pid());
            signal("KILL", host.pid());
            CommandRun run = CommandRun.end(results, record);
            assertThat(run.exitCode()).as(run.toString()).isEqualTo(3);
            assertThat(run.stderr().lines().filter(line -> line.startsWith("lastack record: ")))
                    .singleElement()
                    .asString()
                    .contains("process " + host.pid() + " has ended");
            assertThat(leftovers(host.pid())).isEmpty();
        }
    }

    @OnJdks(Jdks.ONE)
    void target_stopped_isNamedAtOnce(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk)) {
            assertThat(CommandRun.lastack("status", host.pid()).exitCode()).isZero();
            signal("STOP", host.pid());
            for (String command : List.of("attach", "status", "detach", "record")) {
                CommandRun run = CommandRun.lastack(command, host.pid());
                assertThat(run.exitCode()).isEqualTo(3);
                assertThat(run.stderr()).contains("is stopped", "kill -CONT").hasLineCount(1);
            }
            signal("CONT", host.pid());
            assertGoesOn(host);
        }
    }

    /** The JVM listens already: its attach socket takes the connection, and nobody answers. */
    @OnJdks(Jdks.ONE)
    void target_stoppedWhileRecording_doesNotBlock(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk)) {
            Process record =
                    CommandRun.start(results, "record", host.pid(), "--duration", "5s", "-o", results.resolve("a.jfr"));
            CommandRun.awaitErrorLine(results, record, "recording process " + host.pid());
            signal("STOP", host.pid());
            CommandRun run = CommandRun.end(results, record);
            assertThat(run.exitCode()).as(run.toString()).isEqualTo(3);
            assertThat(run.stderr()).contains("was stopped meanwhile", "kill -CONT");
            signal("CONT", host.pid());
            assertGoesOn(host);
        }
    }

    private HostJvm host(TestJdk jdk) throws Exception {
        HostJvm host = HostJvm.on(jdk)
                .withoutAgent()
                .jvmArgs("-Djava.io.tmpdir=" + temporary)
                .main(TwoBatches.class)
                .start();
        host.awaitLine("ready", HostJvm.LIMIT);
        return host;
    }

    private static void assertGoesOn(HostJvm host) throws Exception {
        host.say("go on");
        host.awaitLine("done", HostJvm.LIMIT);
        assertThat(host.end()).as(host::transcript).isZero();
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** What we put there, and what tells a JVM that somebody wants to attach. */
    private List<Path> leftovers(long pid) throws IOException {
        try (Stream<Path> ours = Files.list(temporary)) {
            Stream<Path> asked =
                    Stream.of(Path.of("/tmp"), Path.of("")).map(folder -> folder.resolve(".attach_pid" + pid));
            return Stream.concat(
                            ours.filter(file -> file.getFileName().toString().startsWith("lastack")),
                            asked.filter(Files::exists))
                    .toList();
        }
    }
}
