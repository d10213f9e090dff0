// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.testing.TestTimes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JVM whose files and process ids are its own, as in a container: it sees none of what we write where we write it.
 */
class ContainerIT {
    private static final List<String> NAMESPACES = List.of("unshare", "--mount", "--pid", "--fork", "--kill-child");

    @TempDir
    Path temporary;

    @TempDir
    Path results;

    @BeforeAll
    static void namespacesCanBeMade() throws InterruptedException {
        List<String> attempt = new ArrayList<>(NAMESPACES);
        attempt.addAll(List.of("mount", "-t", "proc", "proc", "/proc"));
        try {
            Process unshare =
                    new ProcessBuilder(attempt).redirectErrorStream(true).start();
            unshare.getInputStream().readAllBytes();
            Assumptions.assumeTrue(unshare.waitFor() == 0, "no namespaces can be made here: that takes root");
        } catch (IOException notInstalled) {
            Assumptions.abort("no namespaces can be made here: that takes unshare(1) of util-linux");
        }
    }

    @OnJdks(Jdks.EDGES)
    void jvm_inAContainer_isRecordedFromOutside(TestJdk jdk) throws Exception {
        Process container = start(jdk);
        try (BufferedReader lines = container.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("shop: open for 600 s");
            long pid = container.toHandle().children().findFirst().orElseThrow().pid();
            Path file = results.resolve("shop.jfr");
            CommandRun record = CommandRun.lastack(
                    "record", pid, "--duration", "4s", "-o", file, "--agent", "closewait=500ms,probe=200ms");
            assertThat(record.exitCode()).as(record.toString()).isZero();
            assertThat(record.stdout()).contains("samples.shop.PriceFeed.poll(PriceFeed.java:31)");
            assertThat(CommandRun.lastack("top", pid, "--once", "--interval", "5s", "--agent", "closewait=500ms")
                            .stdout())
                    .contains("PriceFeed.poll(PriceFeed.java:31)");
            assertThat(temporary).as("the outside's").isEmptyDirectory();
            assertThat(Shop.leftovers(Path.of("/proc/" + pid + "/root" + temporary)))
                    .isEmpty();
            assertThat(CommandRun.lastack("status", pid).stdout()).startsWith("no agent is running");
        } finally {
            end(container);
        }
    }

    /**
     * Waits for what is inside, too: the next one's JVM is process 1 as well, and complains on its first line where the
     * file of that one's counters is still locked.
     */
    private static void end(Process container) throws InterruptedException {
        List<ProcessHandle> inside = container.descendants().toList();
        container.destroyForcibly().waitFor();
        inside.forEach(process -> process.onExit().join());
    }

    private Process start(TestJdk jdk) throws IOException {
        List<String> command = new ArrayList<>(NAMESPACES);
        command.addAll(List.of(
                "sh",
                "-c",
                "mount -t tmpfs -o size=8m tmpfs " + temporary + " && mount -t proc proc /proc && exec \"$@\"",
                "sh",
                jdk.program("java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                CommandRun.jar("samples"),
                "io.github.lastack.samples.LeakyShop",
                "600"));
        return TestTimes.start(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD), jdk.version());
    }
}
