// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lastack.scenario.RealRecording;
import io.github.lastack.testing.UsesFlightRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the action {@code .github/actions/check}, with the environment that a runner gives it. */
@Tag("no-jdk")
@UsesFlightRecorder
class CheckActionIT {
    private static final Path SCRIPT =
            Path.of("../.github/actions/check/check.sh").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void action_leakyRecordings_leavesLogSummaryAndExitCode() throws Exception {
        Files.createDirectories(folder.resolve("module/target"));
        RealRecording.leaky(folder.resolve("module/target/test.jfr"), 1);

        String said = run("*/target/*.jfr", "--max-never-closed 0 --max-close-wait 0");

        assertThat(folder.resolve("output")).hasContent("exit-code=1");
        assertThat(said).contains("FAILED", "passed", "RealRecording.java:");
        assertThat(folder.resolve("summary")).content().startsWith("### Lastack\n```\nFAILED");
        JsonNode results = new ObjectMapper()
                .readTree(folder.resolve("lastack.sarif").toFile())
                .get("runs")
                .get(0)
                .get("results");
        assertThat(results).hasSize(1);
        assertThat(results.get(0).get("ruleId").textValue()).isEqualTo("close-wait/end-of-stream-ignored");
        assertThat(folder.resolve("lastack.xml")).content().contains("<testsuite");
    }

    @Test
    void action_withoutRecordings_saysWhichFileIsMissing() throws Exception {
        String said = run("target/gone.jfr", "");

        assertThat(folder.resolve("output")).hasContent("exit-code=3");
        assertThat(said).contains("target/gone.jfr");
        assertThat(folder.resolve("lastack.sarif")).doesNotExist();
    }

    /** Returns what the script prints. */
    private String run(String recordings, String options) throws IOException, InterruptedException {
        ProcessBuilder script = new ProcessBuilder("bash", SCRIPT.toString());
        script.directory(folder.toFile());
        script.environment().put("RECORDINGS", recordings);
        script.environment().put("OPTIONS", options);
        script.environment().put("JUNIT_XML", "lastack.xml");
        script.environment().put("JAVA_HOME", System.getProperty("java.home"));
        script.environment().put("GITHUB_OUTPUT", folder.resolve("output").toString());
        script.environment()
                .put("GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());
        Path said = folder.resolve("said");
        Process process =
                script.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return Files.readString(said);
    }
}
