// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.lastack.cli.command.Commands;
import io.github.lastack.render.layout.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Help, manual page and completion are made from the commands, and their examples are true. */
class HelpTest {
    @TempDir
    private Path folder;

    static Stream<String> commands() {
        return Cli.line(Style.PLAIN).getSubcommands().keySet().stream();
    }

    /** The parts of the examples' lines that are ours, without what is piped to and from them. */
    static Stream<Arguments> examples() {
        List<Arguments> examples = new ArrayList<>();
        for (CommandLine command : Cli.line(Style.PLAIN).getSubcommands().values()) {
            for (String line : command.getCommandSpec().usageMessage().footer()) {
                Arrays.stream(line.split(" [|&]+ | > |   +"))
                        .map(String::strip)
                        .filter(part -> part.startsWith("lastack "))
                        .forEach(part -> examples.add(Arguments.of(command.getCommandName(), part)));
            }
        }
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void example_everyCommand_parses(String command, String example) {
        String[] words = example.split(" +");

        CommandLine line = Cli.line(Style.PLAIN);
        assertThatCode(() -> line.parseArgs(Arrays.copyOfRange(words, 1, words.length)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_everyCommand_hasAnExampleOfItself(String command) {
        assertThat(output(command, "--help")).contains("Usage: lastack " + command, "lastack " + command);
        assertThat(String.join(
                        "\n",
                        Cli.line(Style.PLAIN)
                                .getSubcommands()
                                .get(command)
                                .getCommandSpec()
                                .usageMessage()
                                .footer()))
                .contains("lastack " + command);
    }

    /** The table names commands without looking at their annotations. */
    @Test
    void table_everyRow_namesItsCommand() {
        assertThat(Cli.line(Style.PLAIN).getSubcommands().keySet()).containsExactlyElementsOf(Commands.names());
    }

    @Test
    void table_everyCommandClass_hasARow() {
        List<String> annotated = new ClassFileImporter()
                .importPackagesOf(Commands.class).stream()
                        .filter(type -> type.isAnnotatedWith(CommandLine.Command.class))
                        .map(type -> type.getAnnotationOfType(CommandLine.Command.class)
                                .name())
                        .toList();

        assertThat(annotated).containsExactlyInAnyOrderElementsOf(Commands.names());
    }

    @ParameterizedTest
    @CsvSource({"sumary, summary", "conections, connections", "anotate, annotate", "chekc, check", "dif, diff"})
    void command_misspelled_bringsAGuess(String typed, String meant) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        assertThat(Cli.run(new String[] {typed, "app.jfr"}, new PrintStream(err), new PrintStream(err)))
                .isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("lastack: unknown command '" + typed + "'; did you mean ")
                .contains("'" + meant + "'");
    }

    @Test
    void manualPage_everyCommandAndOption_isContained() {
        String page = output("man");

        Cli.line(Style.PLAIN).getSubcommands().forEach((name, command) -> assertThat(page)
                .contains(".SS \"" + name + "\"")
                .contains(command.getCommandSpec().options().stream()
                        .map(option -> option.longestName().replace("-", "\\-"))
                        .toList()));
    }

    @Test
    void manualPage_groff_hasNoWarning() throws Exception {
        assumeTrue(has("groff"), "not run: groff is not installed (apt-get install groff)");
        Path page = Files.writeString(folder.resolve("lastack.1"), output("man"));

        assertThat(run("groff", "-man", "-ww", "-Tutf8", "-z", page.toString())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "su, summary",
        "connections --sta, --state",
        "sites --problem clo, close-wait",
        "connections --state CLOSE_, CLOSE_WAIT",
        "connections --role se, server",
        "sites --format j, json",
        "help su, summary"
    })
    void bash_commandsOptionsAndValues_areCompleted(String typed, String completed) throws Exception {
        assumeTrue(has("bash"), "not run: bash is not installed (apt-get install bash)");
        Path script = Files.writeString(folder.resolve("completion"), output("completion"));

        String reply = run(
                "bash",
                "-c",
                "compopt() { :; }; source " + script + "; COMP_WORDS=(lastack " + typed
                        + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_lastack; echo ${COMPREPLY[@]}");

        assertThat(reply.strip()).isEqualTo(completed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"attach", "record", "top", "annotate --pid"})
    void bash_afterACommandAboutAJvm_completesThoseThatRun(String typed) throws Exception {
        assumeTrue(has("bash"), "not run: bash is not installed (apt-get install bash)");
        Path script = Files.writeString(folder.resolve("completion"), output("completion"));
        // Files like those of JVMs: of a process that runs, which this one is, and of one that has ended.
        long running = ProcessHandle.current().pid();
        Path jvms = Files.createDirectory(Path.of("/tmp/hsperfdata_lastack-test-" + running));
        Path ours = Files.createFile(jvms.resolve(Long.toString(running)));
        Path gone = Files.createFile(jvms.resolve("99999999"));
        try {
            String reply = run(
                    "bash",
                    "-c",
                    "compopt() { :; }; source " + script + "; COMP_WORDS=(lastack " + typed + " '');"
                            + " COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_lastack; echo ${COMPREPLY[@]}");

            assertThat(reply.strip().split(" "))
                    .contains(Long.toString(running))
                    .doesNotContain("99999999")
                    .allMatch(word -> word.matches("\\d+"));
        } finally {
            Files.delete(gone);
            Files.delete(ours);
            Files.delete(jvms);
        }
    }

    private static boolean has(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String output(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(Cli.run(args, new PrintStream(out), new PrintStream(out))).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }
}
