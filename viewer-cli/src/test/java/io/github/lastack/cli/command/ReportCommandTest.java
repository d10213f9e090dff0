// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.cli.Cli;
import io.github.lastack.scenario.RealRecording;
import io.github.lastack.testing.UsesFlightRecorder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@UsesFlightRecorder
class ReportCommandTest {
    @TempDir
    private static Path folder;

    private static Path recording;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void record() throws IOException {
        recording = RealRecording.leaky(folder.resolve("app.jfr"), 1);
    }

    @Test
    void report_leaky_writesThePageAndPrintsItsSize() throws IOException {
        Path page = folder.resolve("page.html");

        assertThat(run("report", recording.toString(), "-o", page.toString())).isZero();

        assertThat(page).content().startsWith("<!DOCTYPE html>").contains("app.jfr");
        assertThat(text(err)).startsWith(page + ": ").contains(" KB");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void page_existing_isReplaced() throws IOException {
        Path page = Files.writeString(folder.resolve("old.html"), "old");

        assertThat(run("report", recording.toString(), "-o", page.toString())).isZero();

        assertThat(page).content().startsWith("<!DOCTYPE html>");
    }

    @Test
    void page_alsoInThePlaceOfAnother_isItsOwnersAlone() throws IOException {
        Path made = folder.resolve("made.html");
        Path replaced = Files.writeString(folder.resolve("replaced.html"), "old");
        Files.setPosixFilePermissions(replaced, PosixFilePermissions.fromString("rw-r--r--"));

        for (Path page : List.of(made, replaced)) {
            assertThat(run("report", recording.toString(), "-o", page.toString()))
                    .isZero();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
                    .as(page.toString())
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void device_takesThePage() {
        assertThat(run("report", recording.toString(), "-o", "/dev/null")).isZero();
    }

    @Test
    void output_dash_isStdout() {
        assertThat(run("report", recording.toString(), "-o", "-")).isZero();

        assertThat(text(out)).startsWith("<!DOCTYPE html>").endsWith("</html>\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void page_notWritable_isOneLine() {
        Path page = folder.resolve("missing/page.html");

        assertThat(run("report", recording.toString(), "-o", page.toString())).isEqualTo(3);

        assertThat(text(err))
                .isEqualTo("lastack report: " + page + ": the page could not be written: no such folder\n");
    }

    @Test
    void output_folder_isRefused() {
        assertThat(run("report", recording.toString(), "-o", folder.toString())).isEqualTo(3);

        assertThat(text(err))
                .isEqualTo("lastack report: " + folder + ": the page could not be written: it is a folder\n");
    }

    @Test
    void output_recordingItself_isRefused() throws IOException {
        byte[] before = Files.readAllBytes(recording);

        assertThat(run("report", recording.toString(), "-o", recording.toString()))
                .isEqualTo(2);

        assertThat(text(err)).contains("is the recording itself");
        assertThat(recording).hasBinaryContent(before);
    }

    @Test
    void help_report_hasExamples() {
        assertThat(run("report", "--help")).isZero();

        assertThat(text(out)).contains("Usage: lastack report", "lastack report app.jfr", "default report.html");
    }

    private int run(String... args) {
        return Cli.run(args, new PrintStream(out, true), new PrintStream(err, true));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
