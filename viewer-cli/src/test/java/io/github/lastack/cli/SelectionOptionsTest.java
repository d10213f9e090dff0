// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lastack.render.DocumentedJson;
import io.github.lastack.scenario.RealRecording;
import io.github.lastack.testing.UsesFlightRecorder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@UsesFlightRecorder
class SelectionOptionsTest {
    @TempDir
    private static Path folder;

    private static String leaky;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void record() throws IOException {
        leaky = RealRecording.leaky(folder.resolve("leaky.jfr"), 2).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sites --problem close_wiat | '--problem' (PROBLEM): expected close-wait, never-closed, stalled,"
                        + " fin-wait-2, connect-failed, accept-queue, bind-failed or time-wait but was 'close_wiat';"
                        + " did"
                        + " you mean 'close-wait'?",
                "sites --problem close-wait,xyzzy | or time-wait but was 'xyzzy'",
                "connections --state CLOSEWAIT | or CLOSED but was 'CLOSEWAIT'; did you mean 'CLOSE_WAIT'?",
                "connections --sort newset | or id but was 'newset'; did you mean 'newest'?",
                "connections --role clinet | '--role': expected client or server but was 'clinet'; did you mean"
                        + " 'client'?",
                "connections --format jsno | '--format': expected text or json but was 'jsno'; did you mean 'json'?",
                "connections --remote :80 | expected a remote like 10.0.0.7, 10.0.0.7:8080 or [::1]:8080 but was ':80'",
                "connections --top 0 | '--top': expected 1 or more but was '0'",
                "connections --sttae CLOSED | unknown option '--sttae'; did you mean '--state'?",
            })
    void value_misspelled_isWrongUsageWithAGuess(String arguments, String said) {
        String[] words = (arguments + " " + leaky).split(" ");

        assertThat(run(words)).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains(said).contains("--help'\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLOSE_WAIT", "close-wait", "CLOSE-WAIT", "ESTAB,CLOSE_WAIT"})
    void state_spelledAsByOtherTools_isAccepted(String state) throws IOException {
        assertThat(json("connections", leaky, "--state", state).get("connections"))
                .hasSize(2);
    }

    @Test
    void filter_json_applies() throws IOException {
        JsonNode connections = json("connections", leaky, "--state", "ESTABLISHED", "--top", "1");
        assertThat(connections.get("connections")).isEmpty();
        assertThat(connections.get("leftOut").get("--state").intValue()).isEqualTo(2);

        JsonNode one = json("connections", leaky, "--sort", "newest", "--top", "1", "--remote", "feed.example");
        assertThat(one.get("connections").get(0).get("id").intValue()).isEqualTo(2);
        assertThat(one.get("leftOut").get("--top").intValue()).isOne();

        JsonNode sites = json("sites", leaky, "--problem", "time-wait");
        assertThat(sites.get("sites")).isEmpty();
        assertThat(sites.get("leftOut").get("--problem").intValue()).isOne();
    }

    @Test
    void site_byNumberOrFingerprint_isFound() throws IOException {
        String fingerprint =
                json("sites", leaky).get("sites").get(0).get("fingerprint").textValue();

        assertThat(json("connections", leaky, "--site", "1").get("connections")).hasSize(2);
        assertThat(json("connections", leaky, "--site", fingerprint).get("connections"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "2", "999999999999", "close-wait"})
    void site_unknown_isBadInput(String site) {
        assertThat(run("connections", leaky, "--site", site)).isEqualTo(3);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("lastack connections: no site " + site + " in the recording; 'lastack sites' lists 1\n");
    }

    private JsonNode json(String... args) throws IOException {
        String[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--format";
        all[args.length + 1] = "json";
        out.reset();
        assertThat(run(all)).isZero();
        assertThat(DocumentedJson.faults(out.toString(StandardCharsets.UTF_8))).isEmpty();
        return new ObjectMapper().readTree(out.toByteArray());
    }

    private int run(String... args) {
        return Cli.run(args, new PrintStream(out, true), new PrintStream(err, true));
    }
}
