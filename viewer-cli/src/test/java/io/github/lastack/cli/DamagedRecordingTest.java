// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.scenario.RealRecording;
import io.github.lastack.testing.UsesFlightRecorder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a recording, the answer is what could be read, or one line that says why nothing was. */
@UsesFlightRecorder
class DamagedRecordingTest {
    private static final int TIMES = 200;
    private static final Duration NO_HANG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private byte[] whole;

    @BeforeEach
    void record() throws IOException {
        whole = Files.readAllBytes(RealRecording.leaky(folder.resolve("whole.jfr"), 3));
    }

    @Test
    void recording_cutAnywhere_isReadOrRefused() throws IOException {
        long seed = 20_260_101;
        Random random = new Random(seed);
        for (int i = 0; i < TIMES; i++) {
            int length = random.nextInt(whole.length);
            assertAnswered(Arrays.copyOf(whole, length), "seed " + seed + ", cut at " + length);
        }
    }

    @Test
    void recording_oneByteChanged_isReadOrRefused() throws IOException {
        long seed = 20_260_102;
        Random random = new Random(seed);
        for (int i = 0; i < TIMES; i++) {
            byte[] changed = whole.clone();
            int at = random.nextInt(changed.length);
            changed[at] ^= (byte) (1 + random.nextInt(255));
            assertAnswered(changed, "seed " + seed + ", byte " + at + " is " + changed[at]);
        }
    }

    @Test
    void recording_compressed_isReadAsFarAsItGoes() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(gzip)) {
            out.write(whole);
        }
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            for (String name : new String[] {"readme.txt", "app.jfr"}) {
                out.putNextEntry(new ZipEntry(name));
                out.write(name.endsWith(".jfr") ? whole : name.getBytes(StandardCharsets.UTF_8));
            }
        }
        for (byte[] packed : new byte[][] {gzip.toByteArray(), zip.toByteArray()}) {
            assertThat(assertAnswered(packed, "packed")).isZero();
            Random random = new Random(packed.length);
            for (int i = 0; i < 20; i++) {
                int length = random.nextInt(packed.length);
                assertAnswered(Arrays.copyOf(packed, length), "packed, cut at " + length);
            }
        }
    }

    private int assertAnswered(byte[] bytes, String what) throws IOException {
        Path file = Files.write(folder.resolve("damaged.jfr"), bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = assertTimeoutPreemptively(
                NO_HANG,
                () -> Cli.run(
                        new String[] {"sites", file.toString(), "--format", "json"},
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)),
                what);
        String said = err.toString(StandardCharsets.UTF_8);
        assertThat(exit).as("%s: %s", what, said).isIn(ExitCode.OK, ExitCode.BAD_INPUT);
        assertThat(said).as(what).doesNotContain("\tat ", "Exception");
        if (exit == ExitCode.OK) {
            assertThat(out.toString(StandardCharsets.UTF_8)).as(what).contains("lastack/sites/1");
        } else {
            assertThat(said).as(what).startsWith("lastack sites: ").hasLineCount(1);
        }
        return exit;
    }
}
