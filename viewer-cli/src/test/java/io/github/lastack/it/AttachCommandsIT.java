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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code attach}, {@code status} and {@code detach}, on JVMs that do not expect them. */
class AttachCommandsIT {
    @TempDir
    Path temporary;

    @OnJdks(Jdks.EVERY)
    void agent_attachedAndDetached_leavesNothing(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk)) {
            assertThat(lastack("status", host).stdout())
                    .isEqualTo("no agent is running in process " + host.pid() + "\n");

            CommandRun attach = lastack("attach", host, "closewait=3s,probe=500ms", "stackdepth=32");
            assertThat(attach.stderr()).isEmpty();
            assertThat(attach.exitCode()).isZero();
            assertThat(attach.stdout())
                    .isEqualTo("attached to process " + host.pid()
                            + ", with closewait=3000 ms,probe=500 ms,stackdepth=32,detail=500\n");
            assertThat(threads(host)).contains("lastack-probe");

            assertThat(lastack("status", host).stdout())
                    .contains("the agent is running in process " + host.pid())
                    .contains("closewait=3000 ms,probe=500 ms,stackdepth=32,detail=500", "no: no recording is running")
                    .contains("opened    no connections yet", "probe     every 500 ms", "errors    none")
                    .doesNotContain("not watched");

            CommandRun detach = lastack("detach", host);
            assertThat(detach).isEqualTo(new CommandRun(0, "detached from process " + host.pid() + "\n", ""));
            assertThat(threads(host)).doesNotContain("lastack-probe");
            assertThat(lastack("detach", host).stdout()).startsWith("no agent is attached to process");

            assertThat(files()).isEmpty();
            assertGoesOn(host);
        }
    }

    @OnJdks(Jdks.ONE)
    void attach_again_keepsTheOptions(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk)) {
            assertThat(lastack("attach", host, "probe=5s").exitCode()).isZero();
            assertThat(lastack("attach", host).stdout())
                    .isEqualTo("already attached to process " + host.pid()
                            + ", with closewait=10000 ms,probe=5000 ms,stackdepth=64,detail=500\n");
            CommandRun other = lastack("attach", host, "probe=1s");
            assertThat(other.exitCode()).isEqualTo(3);
            assertThat(other.stderr()).contains("detach it first").hasLineCount(1);
            assertGoesOn(host);
        }
    }

    @OnJdks(Jdks.ONE)
    void attach_wrongOption_neverReachesTheJvm(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk)) {
            CommandRun attach = lastack("attach", host, "probe=soon");
            assertThat(attach.exitCode()).isEqualTo(2);
            assertThat(attach.stderr()).contains("option 'probe' wants", "not 'soon'");
            assertGoesOn(host);
        }
    }

    @OnJdks(Jdks.ONE)
    void jvm_byMainClass_isFoundAndListed(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk)) {
            assertThat(CommandRun.lastack("attach").stdout())
                    .containsPattern(host.pid() + " +\\S+ +" + TwoBatches.class.getName());
            CommandRun none = CommandRun.lastack("status", "no.such.Main");
            assertThat(none.exitCode()).isEqualTo(3);
            assertThat(none.stderr()).contains("no JVM runs a main class or jar 'no.such.Main'");
            try (HostJvm twin = host(jdk)) {
                assertThat(CommandRun.lastack("status", "TwoBatches").stderr())
                        .contains("matches several JVMs", host.pid() + " ", twin.pid() + " ");
            }
        }
    }

    @OnJdks(Jdks.ONE)
    void jvm_attachDisabled_isLeftAlone(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk, "-XX:+DisableAttachMechanism")) {
            CommandRun attach = lastack("attach", host);
            assertThat(attach.exitCode()).as(attach.toString()).isEqualTo(3);
            assertThat(attach.stderr()).contains("-XX:+DisableAttachMechanism").hasLineCount(1);
            assertGoesOn(host);
            assertThat(host.stdout()).as("no thread dump, which SIGQUIT makes").hasSize(2);
        }
    }

    /** SIGQUIT would end it; it listens without. */
    @OnJdks(Jdks.EDGES)
    void jvm_withXrs_isAttachedTo(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk, "-Xrs")) {
            assertThat(lastack("attach", host).stdout()).startsWith("attached");
            assertThat(lastack("detach", host).stdout()).startsWith("detached");
            assertGoesOn(host);
        }
    }

    @OnJdks(value = Jdks.ONE, from = 21)
    void jvm_dynamicLoadingDisabled_isNamed(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk, "-XX:-EnableDynamicAgentLoading")) {
            CommandRun attach = lastack("attach", host);
            assertThat(attach.exitCode()).isEqualTo(3);
            assertThat(attach.stderr())
                    .contains("-XX:-EnableDynamicAgentLoading", "-javaagent:")
                    .hasLineCount(1);
            assertThat(files()).isEmpty();
        }
    }

    @OnJdks(value = Jdks.ONE, from = 9)
    void jvm_withoutFlightRecorder_isNamed(TestJdk jdk) throws Exception {
        try (HostJvm host = host(jdk, "--limit-modules", "java.base,java.instrument")) {
            CommandRun attach = lastack("attach", host);
            assertThat(attach.exitCode()).as(attach.toString()).isEqualTo(3);
            assertThat(attach.stderr()).contains("no jdk.jfr").hasLineCount(1);
        }
    }

    @Tag("no-jdk")
    @Test
    void java_withoutAttachModule_isNamed() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        for (String command : List.of("attach", "detach", "status", "record", "top")) {
            Process lastack = new ProcessBuilder(
                            java,
                            "--limit-modules",
                            "java.base,java.logging,java.xml,jdk.jfr",
                            "-jar",
                            CommandRun.jar("cli"),
                            command,
                            "1")
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(lastack.getInputStream().readAllBytes()))
                    .contains("has no module jdk.attach")
                    .hasLineCount(1);
            assertThat(lastack.waitFor()).isEqualTo(3);
        }
    }

    @Tag("no-jdk")
    @Test
    void process_noJvm_isNotSignalled() throws Exception {
        Process sleep = new ProcessBuilder("sleep", "60").start();
        try {
            CommandRun attach = CommandRun.lastack("attach", sleep.pid());
            assertThat(attach.exitCode()).isEqualTo(3);
            assertThat(attach.stderr())
                    .contains("process " + sleep.pid() + " (sleep) is not a JVM; 'lastack attach' lists")
                    .hasLineCount(1);
            assertThat(sleep.isAlive()).isTrue();
        } finally {
            sleep.destroyForcibly().waitFor();
        }
        CommandRun gone = CommandRun.lastack("attach", sleep.pid());
        assertThat(gone.exitCode()).isEqualTo(3);
        assertThat(gone.stderr()).contains("there is no process " + sleep.pid()).hasLineCount(1);
    }

    private HostJvm host(TestJdk jdk, String... jvmArgs) throws Exception {
        HostJvm host = HostJvm.on(jdk)
                .withoutAgent()
                .jvmArgs("-Djava.io.tmpdir=" + temporary)
                .jvmArgs(jvmArgs)
                .main(TwoBatches.class)
                .start();
        host.awaitLine("ready", HostJvm.LIMIT);
        return host;
    }

    private static CommandRun lastack(String command, HostJvm host, String... more) throws Exception {
        return CommandRun.lastack(
                Stream.concat(Stream.of(command, host.pid()), Stream.of(more)).toArray());
    }

    private static void assertGoesOn(HostJvm host) throws Exception {
        host.say("go on");
        host.awaitLine("done", HostJvm.LIMIT);
        assertThat(host.end()).as(host::transcript).isZero();
        assertThat(host.stderr()).noneMatch(line -> line.startsWith("lastack: "));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("lastack"))
                    .toList();
        }
    }

    /** As the kernel knows them, which takes no attach. */
    private static List<String> threads(HostJvm host) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + host.pid() + "/task"))) {
            return threads.map(AttachCommandsIT::name).toList();
        }
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException ended) {
            return "";
        }
    }
}
