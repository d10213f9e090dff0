// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.lastack.render.layout.Style;
import io.github.lastack.scenario.RealRecording;
import io.github.lastack.testing.UsesFlightRecorder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

@UsesFlightRecorder
class CliTest {
    @TempDir
    private static Path folder;

    private static String leaky;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void record() throws IOException {
        leaky = RealRecording.leaky(folder.resolve("leaky.jfr"), 2).toString();
    }

    @Test
    void noCommand_printsAnIntroduction() {
        assertThat(run()).isEqualTo(2);

        assertThat(out()).isEmpty();
        assertThat(err())
                .contains("java -javaagent:lastack-agent.jar=record=app.jfr")
                .contains("lastack summary app.jfr")
                .contains("lastack sites app.jfr")
                .contains("lastack connections app.jfr")
                .contains("lastack demo");
    }

    @Test
    void calledWithoutArguments_itSaysHowToRecordAJvmAndListsThem() {
        run();

        assertThat(err())
                .contains("lastack record PID")
                .containsAnyOf("MAIN CLASS OR JAR\n", "no JVM is visible from here\n");
    }

    @Test
    void help_alone_listsTheCommands() {
        assertThat(run("help")).isZero();

        String listed = out();
        out.reset();
        run("--help");
        assertThat(listed).isEqualTo(out()).contains("Usage: lastack");
    }

    @Test
    void help_ofACommand_isItsOwn() {
        assertThat(run("help", "sites")).isZero();

        assertThat(out()).contains("Usage: lastack sites", "Examples:\n  lastack sites");
    }

    @Test
    void help_ofNoCommand_isWrongUsageWithAGuess() {
        assertThat(run("help", "sits")).isEqualTo(2);

        assertThat(err()).startsWith("lastack help: unknown command 'sits'; did you mean 'sites'?\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sites --top x|'--top': 'x' is not a whole number such as 2",
                "sites --top 2.5|'--top': '2.5' is not a whole number such as 2",
                "connections --id x|'--id': 'x' is not a whole number such as 2",
                "check --max-open x|'--max-open': 'x' is not a whole number such as 2",
                "check --max-open 99999999999|'--max-open': '99999999999' is more than 2147483647",
                "check --max-time-wait-rate x|'--max-time-wait-rate': 'x' is not a number such as 2 or 2.5"
            })
    void number_thatIsNone_isSaidInPlainWords(String typed, String said) {
        assertThat(run((typed + " app.jfr").split(" "))).isEqualTo(2);

        assertThat(err()).startsWith("lastack " + typed.split(" ")[0] + ": invalid value for option " + said + "\n");
    }

    /** Whatever options there are or come to be. */
    @Test
    void number_ofAnyOption_isReadByAConverterThatSaysWhatIsWrong() {
        for (CommandLine command : Cli.line(Style.PLAIN).getSubcommands().values()) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                Class<?> type = option.auxiliaryTypes()[0];
                boolean number = Number.class.isAssignableFrom(type) || type == int.class || type == long.class;
                if (number || type == Duration.class) {
                    err.reset();
                    run(command.getCommandName(), option.longestName(), "x1x", "app.jfr");
                    assertThat(err())
                            .as(option.longestName())
                            .contains("'x1x'")
                            .containsAnyOf("is not a whole number", "is not a number such as", "expected a time like")
                            .doesNotContain("java.");
                }
            }
        }
    }

    @Test
    void version_option_isPrinted() {
        assertThat(run("--version")).isZero();

        assertThat(out()).matches("lastack \\d+\\.\\d+\\.\\d+\\S*\\s+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "summary", "sites", "connections"})
    void help_ofEveryCommand_hasExamples(String command) {
        assertThat(run(command, "--help")).isZero();

        assertThat(out()).contains("Usage: lastack " + command).contains("Examples:\n  lastack " + command);
        assertThat(err()).isEmpty();
    }

    @Test
    void help_ofTheRoot_namesCommandsAndExitCodes() {
        assertThat(run("--help")).isZero();

        assertThat(out())
                .contains(
                        "demo",
                        "summary",
                        "sites",
                        "connections",
                        "check",
                        "annotate",
                        "Exit codes: 0 done; 1 check found");
    }

    @Test
    void command_unknown_isWrongUsageWithAGuess() {
        assertThat(run("site", "app.jfr")).isEqualTo(2);

        assertThat(err()).isEqualTo("lastack: unknown command 'site'; did you mean 'sites'?\ntry 'lastack --help'\n");
        assertThat(out()).isEmpty();
    }

    @Test
    void option_unknown_isWrongUsageWithAGuess() {
        assertThat(run("sites", "--formt", "json", "app.jfr")).isEqualTo(2);

        assertThat(err())
                .isEqualTo("lastack sites: unknown option '--formt'; did you mean '--format'?\n"
                        + "try 'lastack sites --help'\n");
    }

    @Test
    void format_unknown_namesTheAcceptedOnes() {
        assertThat(run("sites", "--format", "xml", "app.jfr")).isEqualTo(2);

        assertThat(err()).contains("'--format'", "expected text, json or collapsed but was 'xml'");
    }

    @Test
    void time_malformed_namesTheAcceptedForm() {
        assertThat(run("sites", "--time-wait", "soon", "app.jfr")).isEqualTo(2);

        assertThat(err()).contains("'--time-wait'", "expected a time like 100ms, 10s or 2m but was 'soon'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"summary", "sites", "connections"})
    void timeWait_anyRecordingCommand_isAccepted(String command) {
        assertThat(run(command, "--help")).isZero();

        assertThat(out()).contains("--time-wait=TIME");
    }

    @ParameterizedTest
    @ValueSource(strings = {"summary", "sites", "connections"})
    void file_missing_isWrongUsage(String command) {
        assertThat(run(command)).isEqualTo(2);

        assertThat(err()).startsWith("lastack " + command + ": missing required parameter: 'FILE'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"summary", "sites", "connections"})
    void input_unreadable_isOneLineThatNamesTheFile(String command) {
        String missing = folder.resolve("missing.jfr").toString();

        assertThat(run(command, missing)).isEqualTo(3);

        assertThat(out()).isEmpty();
        assertThat(err())
                .isEqualTo("lastack " + command + ": " + missing + ": no such file; name a recording that exists\n");
    }

    @Test
    void input_oneOfSeveralUnreadable_isBadInput() {
        assertThat(run("sites", leaky, folder.resolve("no.jfr").toString())).isEqualTo(3);

        assertThat(err()).contains("no such file");
    }

    @Test
    void recording_withoutAgent_saysHowToAddIt() throws IOException {
        String foreign = RealRecording.foreign(folder.resolve("foreign.jfr")).toString();

        assertThat(run("summary", foreign)).isEqualTo(3);

        assertThat(err()).contains("the agent was not in that JVM", "-javaagent:lastack-agent.jar");
    }

    @Test
    void sites_leaky_nameTheBlamedLine() {
        assertThat(run("sites", leaky)).isZero();

        assertThat(out())
                .contains("close-wait / end-of-stream-ignored  2 connections, all in CLOSE_WAIT")
                .contains("io.github.lastack.scenario.RealRecording.poll(RealRecording.java:")
                .contains("close the socket when read returns -1");
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"summary", "sites", "connections"})
    void packages_given_areTheApplication(String command) {
        assertThat(run(command, leaky, "--app-packages", "org.junit.platform,com.acme"))
                .isZero();

        assertThat(out()).contains("org.junit.platform.").doesNotContain("look at   io.github.lastack");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "com.acme,", "com.acme,,org", "com/acme", "com.acme;org"})
    void packages_malformed_areWrongUsage(String packages) {
        assertThat(run("sites", leaky, "--app-packages", packages)).isEqualTo(2);

        assertThat(err())
                .isEqualTo("lastack sites: invalid value for option '--app-packages': expected packages like"
                        + " com.acme,org.example but was '" + packages + "'\n"
                        + "try 'lastack sites --help'\n");
    }

    @Test
    void packages_missing_areWrongUsage() {
        assertThat(run("sites", leaky, "--app-packages")).isEqualTo(2);

        assertThat(err()).startsWith("lastack sites: missing required parameter");
    }

    @Test
    void sites_asJson_followTheSchema() throws IOException {
        assertThat(run("sites", leaky, "--format", "json")).isZero();

        JsonNode json = new ObjectMapper().readTree(out.toByteArray());
        assertThat(json.get("schema").textValue()).isEqualTo("lastack/sites/1");
        assertThat(json.get("recording").get("files").get(0).textValue()).isEqualTo(leaky);
        JsonNode site = json.get("sites").get(0);
        assertThat(site.get("connections").intValue()).isEqualTo(2);
        assertThat(site.get("remotes").get(0).get("address").textValue()).isEqualTo("[::1]:8080");
        assertThat(site.get("stacks").has("closed")).isFalse();
    }

    @Test
    void sites_collapsed_areStacksWithTheirConnections() {
        assertThat(run("sites", leaky, "--format", "collapsed")).isZero();

        assertThat(out()).matches("(?s)(close-wait/end-of-stream-ignored(;[\\w.$]+(:\\d+)?)+ 2\n).*");
    }

    @Test
    void check_sarif_saysWhereTheLeakIs() throws IOException {
        Path log = folder.resolve("lastack.sarif");

        assertThat(run("check", leaky, "--sarif", log.toString())).isEqualTo(1);

        assertThat(Files.readString(log)).contains("\"ruleId\": \"close-wait/end-of-stream-ignored\"");
    }

    @Test
    void check_fileThatCannotBeWritten_losesNoOther() throws IOException {
        Path log = folder.resolve("lastack.sarif");
        String gone = folder.resolve("gone/lastack.xml").toString();

        assertThat(run("check", leaky, "--junit-xml", gone, "--sarif", log.toString()))
                .isEqualTo(3);

        assertThat(err())
                .startsWith("lastack check: " + gone + ": could not be written")
                .hasLineCount(1);
        assertThat(out()).contains("FAILED");
        assertThat(log).isNotEmptyFile();
    }

    @Test
    void sourceRoot_missing_isWrongUsage() {
        assertThat(run("check", leaky, "--sarif", "lastack.sarif", "--source-root", "gone"))
                .isEqualTo(2);

        assertThat(err()).startsWith("lastack check: --source-root gone: there is no such folder");
    }

    @Test
    void sourceRoot_withoutSarif_isWrongUsage() {
        assertThat(run("check", leaky, "--source-root", ".")).isEqualTo(2);

        assertThat(err()).startsWith("lastack check: --source-root is for --sarif FILE");
    }

    @Test
    void connections_asJson_haveTheirStates() throws IOException {
        assertThat(run("connections", "--format", "json", leaky)).isZero();

        JsonNode connection = new ObjectMapper()
                .readTree(out.toByteArray())
                .get("connections")
                .get(0);
        assertThat(connection.get("id").intValue()).isEqualTo(1);
        assertThat(connection.get("state").textValue()).isEqualTo("CLOSE_WAIT");
        assertThat(connection.get("states").findValuesAsText("state"))
                .containsExactly("SYN_SENT", "ESTABLISHED", "CLOSE_WAIT");
    }

    @Test
    void connection_byId_showsItsStatesAndStacks() {
        assertThat(run("connections", leaky, "--id", "2")).isZero();

        assertThat(out())
                .startsWith("connection 2, client, Socket: [::1]:40002 to [::1]:8080 (feed.example)")
                .contains("ESTABLISHED", "CLOSE_WAIT", "end of stream read");
    }

    @Test
    void connection_unknownId_isBadInput() {
        assertThat(run("connections", leaky, "--id", "99")).isEqualTo(3);

        assertThat(err()).startsWith("lastack connections: no connection 99 in the recording");
    }

    @Test
    void recording_tooLargeForTheHeap_saysHowToGiveMore() {
        CommandLine command = Cli.line(Style.PLAIN).getSubcommands().get("sites");
        StringWriter said = new StringWriter();
        command.setErr(new PrintWriter(said));

        assertThat(Cli.failed(command, new OutOfMemoryError())).isEqualTo(3);

        assertThat(said.toString())
                .contains("too large", "JAVA_TOOL_OPTIONS=-Xmx")
                .doesNotContain("OutOfMemory");
    }

    @Test
    void bug_anyCommand_isReportedWithItsTrace() {
        CommandLine command = Cli.line(Style.PLAIN).getSubcommands().get("sites");
        StringWriter said = new StringWriter();
        command.setErr(new PrintWriter(said));

        assertThat(Cli.failed(command, new IllegalStateException("impossible"))).isEqualTo(70);

        assertThat(said.toString())
                .contains("this is a bug in Lastack", "https://github.com/lastack/lastack/issues")
                .contains("java.lang.IllegalStateException: impossible", "at io.github.lastack.cli.CliTest");
    }

    @Test
    void recording_cutOff_isReadAndTheLossReported() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of(leaky));
        Path cut = Files.write(folder.resolve("cut.jfr"), Arrays.copyOf(whole, whole.length - 1));

        assertThat(run("sites", cut.toString(), "--format", "json")).isZero();

        assertThat(err())
                .isEqualTo("lastack sites: " + cut + " is cut off after byte " + (whole.length - 1)
                        + "; read 1 of 2 chunks and part of another\n");
        assertThat(new ObjectMapper()
                        .readTree(out.toByteArray())
                        .get("recording")
                        .get("losses"))
                .hasSize(1);
    }

    @Test
    void diff_ofOneRecordingWithItself_hasNoChange() {
        assertThat(run("diff", leaky, leaky)).isZero();

        assertThat(out()).startsWith("1 unchanged\n").contains("before  " + leaky, "after   " + leaky);
    }

    @Test
    void diff_oneRecording_isWrongUsage() {
        assertThat(run("diff", leaky)).isEqualTo(2);

        assertThat(err()).startsWith("lastack diff: missing required parameter: 'AFTER'\n");
    }

    @Test
    void check_limitExceeded_exitsWithOne() throws IOException {
        Path xml = folder.resolve("lastack.xml");

        assertThat(run("check", leaky, "--max-open", "0", "--junit-xml", xml.toString()))
                .isOne();

        assertThat(out()).startsWith("FAILED  2 connections open at the end, 0 allowed by --max-open\n");
        assertThat(err()).isEmpty();
        assertThat(xml).content().contains("<testsuite name=\"lastack check\" tests=\"1\" failures=\"1\"");
    }

    @Test
    void check_limitsKept_exitsWithZero() {
        assertThat(run("check", leaky, "--max-open", "2", "--max-stalled", "0")).isZero();

        assertThat(out()).startsWith("passed  0 connections in stalled, 0 allowed by --max-stalled\npassed  2 conn");
    }

    @Test
    void check_withoutLimits_failsOnAllThatTheSummaryReports() {
        run("check", leaky);

        assertThat(out().lines().filter(line -> line.contains(" allowed by ")))
                .extracting(line -> line.substring(line.indexOf(", ") + 2))
                .containsExactly(
                        "0 allowed by --max-close-wait",
                        "0 allowed by --max-never-closed",
                        "0 allowed by --max-stalled",
                        "0 allowed by --max-fin-wait-2",
                        "47 allowed by --max-time-wait-rate",
                        "0 allowed by --fail-on connect-failed",
                        "0 allowed by --fail-on accept-queue",
                        "0 allowed by --fail-on bind-failed");
    }

    @Test
    void check_withOneLimit_looksAtNothingElse() {
        assertThat(run("check", leaky, "--max-fin-wait-2", "0")).isZero();

        assertThat(out()).isEqualTo("passed  0 connections in fin-wait-2, 0 allowed by --max-fin-wait-2\n");
    }

    @Test
    void check_failOn_wantsNothingOfTheProblemsThatItNames() {
        assertThat(run("check", leaky, "--fail-on", "close-wait,bind-failed")).isOne();

        assertThat(out())
                .startsWith("FAILED  2 connections in close-wait, 0 allowed by --fail-on close-wait\n")
                .endsWith("passed  0 times bind-failed, 0 allowed by --fail-on bind-failed\n");
    }

    @Test
    void check_ofARecordingWhoseJvmWasKilled_doesNotPass() throws IOException {
        byte[] killed = Files.readAllBytes(RealRecording.leaky(folder.resolve("whole.jfr"), 1));
        killed[64] = 7; // the chunk's state: not finished
        Path file = Files.write(folder.resolve("killed.jfr"), killed);

        assertThat(run("check", file.toString(), "--max-open", "9", "--fail-on", "stalled"))
                .isOne();

        assertThat(out())
                .startsWith("NOT JUDGED  1 connection open at the end, 9 allowed by --max-open\nNOT JUDGED  0 conn")
                .contains("could not be judged: " + file)
                .contains("is unfinished");
    }

    @Test
    void check_failOnAWordThatIsNoProblem_isWrongUsage() {
        assertThat(run("check", leaky, "--fail-on", "close-wait,leaks")).isEqualTo(2);

        assertThat(err()).contains("expected close-wait, never-closed,", "but was 'leaks'");
    }

    @Test
    void check_negativeLimit_isWrongUsage() {
        assertThat(run("check", leaky, "--max-open", "-1")).isEqualTo(2);

        assertThat(err()).startsWith("lastack check: a limit cannot be negative, but one is -1\n");
    }

    @Test
    void annotate_linesOfOtherTools_addsTheCode() {
        InputStream stdin = System.in;
        System.setIn(new ByteArrayInputStream("State  Local  Peer\nESTAB 10.0.0.1:1 10.0.0.2:2\n".getBytes()));
        try {
            assertThat(run("annotate", leaky)).isZero();
        } finally {
            System.setIn(stdin);
        }

        assertThat(out()).isEqualTo("State  Local  Peer\nESTAB 10.0.0.1:1 10.0.0.2:2\n");
    }

    @Test
    void terminal_withColour_getsColour() {
        Cli.run(new String[] {"summary", leaky}, stream(out), stream(err), new Style(true, 80));

        assertThat(out()).contains("\u001b[1;31m");
    }

    private int run(String... args) {
        return Cli.run(args, stream(out), stream(err));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
