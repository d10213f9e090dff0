// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.agent.it.HostJvm;
import io.github.lastack.agent.it.Jdks;
import io.github.lastack.agent.it.OnJdks;
import io.github.lastack.agent.it.TestJdk;
import io.github.lastack.render.DocumentedJson;
import io.github.lastack.testing.TestTimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/** {@code record} and {@code annotate --pid} on a shop that leaks and knows nothing of it. */
class RecordCommandIT {
    @TempDir
    Path temporary;

    @TempDir
    Path results;

    @OnJdks(Jdks.EDGES)
    void record_leakyJvm_namesTheLeakAndLeavesTheJvm(TestJdk jdk) throws Exception {
        Path file = results.resolve("shop.jfr");
        try (Shop shop = shop(jdk)) {
            CommandRun record = CommandRun.lastack(
                    "record", shop.pid(), "--duration", "4s", "-o", file, "--agent", "closewait=500ms,probe=200ms");
            assertThat(record.exitCode()).as(record.toString()).isZero();
            assertThat(record.stdout())
                    .contains("close-wait / end-of-stream-ignored", "samples.shop.PriceFeed.poll(PriceFeed.java:");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertIsAsItWas(shop);
        }
    }

    @OnJdks(Jdks.ONE)
    void record_asJson_isTheSummarysDocument(TestJdk jdk) throws Exception {
        Path file = results.resolve("shop.jfr");
        try (Shop shop = shop(jdk)) {
            CommandRun record = CommandRun.lastack(
                    "record",
                    shop.pid(),
                    "--duration",
                    "3s",
                    "-o",
                    file,
                    "--agent",
                    "closewait=500ms,probe=200ms",
                    "--format",
                    "json");
            assertThat(record.exitCode()).as(record.toString()).isZero();
            assertThat(DocumentedJson.faults(record.stdout())).isEmpty();
            assertThat(record.stdout())
                    .isEqualTo(CommandRun.lastack("summary", file, "--format", "json")
                            .stdout());
        }
    }

    @OnJdks(Jdks.ONE)
    void record_notLongerThanTheLimit_warnsAndNoCheckOfItPasses(TestJdk jdk) throws Exception {
        Path file = results.resolve("shop.jfr");
        try (Shop shop = shop(jdk)) {
            CommandRun record =
                    CommandRun.lastack("record", shop.pid(), "--duration", "2s", "-o", file, "--agent", "closewait=1h");
            assertThat(record.exitCode()).as(record.toString()).isZero();
            assertThat(record.stderr())
                    .startsWith("lastack record: --duration 2 s does not exceed the agent's limit, closewait=1 h: ")
                    .contains("use a longer --duration, or --agent closewait=TIME\nrecording process");
            assertThat(record.stdout()).doesNotContain("no leak found").contains("shorter than the limit");
            CommandRun check = CommandRun.lastack("check", file);
            assertThat(check.exitCode()).isOne();
            assertThat(check.stdout()).contains("could not be judged: the recording is shorter than the limit: ");
        }
    }

    @OnJdks(Jdks.ONE)
    void record_interrupted_keepsTheRecording(TestJdk jdk) throws Exception {
        Path file = results.resolve("shop.jfr");
        try (Shop shop = shop(jdk)) {
            Process record = startInterruptible("record", shop.pid(), "--duration", "10m", "-o", file);
            awaitLine(record, "recording process " + shop.pid());
            interrupt(record);
            assertThat(record.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(record.exitValue()).isZero();
            assertThat(CommandRun.lastack("connections", file).stdout()).contains("CLOSE_WAIT");
            assertIsAsItWas(shop);
        }
    }

    @OnJdks(Jdks.ONE)
    void record_jvmEnds_keepsTheRecording(TestJdk jdk) throws Exception {
        Path file = results.resolve("shop.jfr");
        try (Shop shop = shop(jdk)) {
            Process record = start("record", shop.pid(), "--duration", "10m", "-o", file);
            awaitLine(record, "recording process " + shop.pid());
            new ProcessBuilder("kill", Long.toString(shop.pid())).start().waitFor();
            assertThat(record.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(record.exitValue()).isZero();
            assertThat(CommandRun.lastack("connections", file).stdout()).contains("CLOSE_WAIT");
            assertThat(Shop.leftovers(temporary)).isEmpty();
            assertThat(Shop.leftovers(results)).isEmpty();
        }
    }

    @OnJdks(Jdks.ONE)
    void file_notWritable_isNamedBeforeTheJvmIsTouched(TestJdk jdk) throws Exception {
        try (Shop shop = shop(jdk)) {
            CommandRun record = CommandRun.lastack("record", shop.pid(), "-o", results.resolve("no/such/shop.jfr"));
            assertThat(record.exitCode()).isEqualTo(3);
            assertThat(record.stderr()).contains("its folder does not exist").hasLineCount(1);
            assertThat(CommandRun.lastack("status", shop.pid()).stdout()).startsWith("no agent");
        }
    }

    @OnJdks(Jdks.EDGES)
    void annotate_runningJvm_addsTheCode(TestJdk jdk) throws Exception {
        try (Shop shop = shop(jdk)) {
            assertThat(CommandRun.lastack("attach", shop.pid()).exitCode()).isZero();
            String annotated = annotatedUntilOpeningIsKnown(shop);
            assertThat(annotated).contains("CLOSE-WAIT", "opened at io.github.lastack.samples.shop.PriceFeed.");
            assertThat(CommandRun.lastack("status", shop.pid()).stdout())
                    .as("it was there before, and stays")
                    .contains("the agent is running", "no: no recording is running");
            assertThat(CommandRun.lastack("detach", shop.pid()).exitCode()).isZero();
            assertIsAsItWas(shop);
        }
    }

    private String annotatedUntilOpeningIsKnown(Shop shop) throws Exception {
        String said = "";
        long deadline = System.nanoTime() + HostJvm.LIMIT.toNanos();
        while (!said.contains("opened at io.github.lastack") && System.nanoTime() < deadline) {
            said = annotate(shop, closeWaits(shop));
        }
        return said;
    }

    private String annotate(Shop shop, List<String> lines) throws Exception {
        Path in = Files.write(results.resolve("ss.txt"), lines);
        Process annotate = builder("annotate", "--pid", shop.pid())
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(annotate.getInputStream().readAllBytes());
        assertThat(annotate.waitFor()).as(said).isZero();
        return said;
    }

    /** As ss writes them. */
    private static List<String> closeWaits(Shop shop) throws IOException {
        return ProcNetTcp.heldBy(shop.pid()).stream()
                .filter(socket -> socket.state().equals("CLOSE_WAIT"))
                .map(socket -> "CLOSE-WAIT 1 0 " + socket.local() + " " + socket.remote())
                .toList();
    }

    private Shop shop(TestJdk jdk) throws Exception {
        return Shop.open(jdk, temporary);
    }

    private void assertIsAsItWas(Shop shop) throws Exception {
        shop.assertIsAsItWas();
        assertThat(Shop.leftovers(results)).isEmpty();
    }

    private static ProcessBuilder builder(Object... args) {
        return new ProcessBuilder(CommandRun.command(Path.of(System.getProperty("java.home")), args));
    }

    private static Process start(Object... args) throws IOException {
        return TestTimes.start(builder(args).redirectOutput(ProcessBuilder.Redirect.DISCARD));
    }

    /** What a shell runs in the background inherits that SIGINT is ignored, and a JVM leaves that as it is. */
    private static Process startInterruptible(Object... args) throws IOException {
        ProcessBuilder builder = builder(args);
        builder.command().addAll(0, List.of("env", "--default-signal=INT"));
        return TestTimes.start(builder.redirectOutput(ProcessBuilder.Redirect.DISCARD));
    }

    /** The line, and all after it, is on stderr. */
    private static void awaitLine(Process process, String beginning) throws IOException {
        String line = process.errorReader().readLine();
        while (line != null && !line.startsWith(beginning)) {
            line = process.errorReader().readLine();
        }
        assertThat(line).isNotNull();
    }

    private static void interrupt(Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
