// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that records and is killed: what is left of the recording, and what is said of that. */
class KilledJvmIT {
    /** From this JDK on JFR flushes every second. */
    private static final int FLUSHES = 14;

    @TempDir
    Path temporary;

    @TempDir
    Path results;

    @OnJdks(Jdks.EDGES)
    void chunksOfAKilledJvm_areReadAsFarAsTheyGo_andNoCheckPasses(TestJdk jdk) throws Exception {
        Path file = results.resolve("shop.jfr");
        Path chunks;
        try (HostJvm shop = HostJvm.on(jdk)
                .jvmArgs("-Djava.io.tmpdir=" + temporary)
                .recordingTo(file)
                .agentOptions("closewait=1s,probe=100ms")
                .classPath(Path.of(CommandRun.jar("samples")))
                .main("io.github.lastack.samples.LeakyShop")
                .args("600")
                .start()) {
            shop.awaitLine("shop: open for 600 s", HostJvm.LIMIT);
            chunks = chunks();
            if (jdk.version() >= FLUSHES) {
                awaitALeak(chunks);
            }
        } // which kills it

        CommandRun empty = CommandRun.reading("summary", file);
        assertThat(empty.exitCode()).isEqualTo(3);
        assertThat(empty.stderr()).contains("is empty", "java.io.tmpdir").hasLineCount(1);
        CommandRun check = CommandRun.reading("check", chunks, "--fail-on", "close-wait,bind-failed");
        if (jdk.version() < FLUSHES) {
            assertThat(check.exitCode()).isEqualTo(3);
            assertThat(check.stderr())
                    .containsAnyOf("nothing yet", "has not written yet")
                    .hasLineCount(1);
            return;
        }
        CommandRun summary = CommandRun.reading("summary", chunks);
        assertThat(summary.exitCode()).isZero();
        assertThat(summary.stderr()).contains(" is unfinished: its JVM was killed, or runs on; what came after ");
        assertThat(summary.stdout()).contains("of io.github.lastack.samples.LeakyShop", "close-wait / ");
        assertThat(check.exitCode()).isOne();
        assertThat(check.stdout())
                .contains("FAILED  ", "NOT JUDGED  0 times bind-failed", "could not be judged:", "is unfinished");
    }

    /** The folder in which JFR keeps what it records. */
    private Path chunks() throws IOException {
        try (Stream<Path> folders = Files.list(temporary)) {
            return folders.filter(path -> path.getFileName().toString().matches("\\d{4}(_\\d\\d){5}_\\d+"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Another JVM's chunk can be read while it is written. */
    private static void awaitALeak(Path chunks) {
        long deadline = System.nanoTime() + HostJvm.LIMIT.toNanos();
        while (!CommandRun.reading("summary", chunks).stdout().contains("close-wait / ")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }
}
