// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands about running JVMs say when there is no JVM to speak of. */
class LiveCommandsTest {
    /** No Linux gives a process that number. */
    private static final String NOBODY = "99999999";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"attach", "detach", "status", "metrics", "record", "top"})
    void help_ofEveryCommand_hasExamples(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(text(out)).contains("Usage: lastack " + command).contains("Examples:\n  lastack " + command);
        assertThat(text(err)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"attach", "detach", "status", "metrics", "record", "top"})
    void process_absent_cannotBeReached(String command) {
        assertThat(run(command, NOBODY)).isEqualTo(3);
        assertThat(text(err))
                .isEqualTo("lastack " + command + ": there is no process " + NOBODY
                        + "; 'lastack attach' lists the JVMs\n");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void record_withoutAJvm_isWrongUsageAndSaysHowToListThem() {
        assertThat(run("record", "-o", "app.jfr")).isEqualTo(2);
        assertThat(text(err))
                .startsWith("lastack record: name a JVM by process id, main class or jar; 'lastack attach' lists"
                        + " the running JVMs\n");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void attach_withoutAJvm_listsThemWhole() {
        assertThat(run("attach")).isZero();
        assertThat(text(out)).doesNotContain("…");
    }

    @ParameterizedTest
    @CsvSource({
        "/no/such/folder/shop.jfr, its folder does not exist",
        "/tmp, it is a folder; --keep names a file",
        "/proc/shop.jfr, --keep names another file"
    })
    void demo_thatCannotKeepItsRecording_failsBeforeItRuns(String file, String reason) {
        assertThat(run("demo", "--keep", file)).isEqualTo(3);
        assertThat(text(err))
                .startsWith("lastack demo: " + file + ": ")
                .endsWith(reason + "\n")
                .hasLineCount(1);
    }

    @Test
    void attach_toItself_isRefused() {
        long itself = ProcessHandle.current().pid();
        assertThat(run("attach", Long.toString(itself))).isEqualTo(3);
        assertThat(text(err)).contains("process " + itself + " is lastack itself");
    }

    @Test
    void annotate_withoutInput_isWrongUsage() {
        assertThat(run("annotate")).isEqualTo(2);
        assertThat(text(err)).contains("name recordings, or a running JVM with --pid");
        assertThat(run("annotate", "app.jfr", "--pid", NOBODY)).isEqualTo(2);
        assertThat(run("annotate", "--pid", NOBODY)).isEqualTo(3);
    }

    @Test
    void time_malformed_isWrongUsage() {
        assertThat(run("record", NOBODY, "--duration", "soon")).isEqualTo(2);
        assertThat(run("top", NOBODY, "--interval", "now")).isEqualTo(2);
        assertThat(text(err)).contains("expected a time like 100ms, 10s or 2m");
    }

    private int run(String... args) {
        return Cli.run(args, new PrintStream(out), new PrintStream(err));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
