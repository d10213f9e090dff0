// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.Output;
import io.github.lastack.cli.input.OwnerOnlyFile;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.facts.source.RecordingReader;
import io.github.lastack.jvm.LeakyShopRun;
import io.github.lastack.render.text.SitesText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Runs a leaky application under the agent and prints what was found: the five-minute tour.",
        footer = {"", "Examples:", "  lastack demo", "  lastack demo --keep shop.jfr"})
final class DemoCommand implements Callable<Integer> {
    private static final int SECONDS = 8;

    @Option(
            names = "--keep",
            paramLabel = "FILE",
            description =
                    "Keep the recording in this file, to try the other commands on. An existing file is replaced.")
    private Path keep;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException, InterruptedException, InputException {
        if (keep != null) {
            OwnerOnlyFile.check(keep, "--keep");
        }
        Path folder = Files.createTempDirectory("lastack-demo");
        try {
            Diagnosis diagnosis = diagnose(record(folder));
            PrintWriter out = command.commandLine().getOut();
            out.print(SitesText.of(diagnosis, Output.style(command)));
            out.println();
            if (keep == null) {
                out.println("The recording was not kept. To keep one and try the other commands:");
                out.println("  lastack demo --keep shop.jfr");
            } else {
                out.println("The recording was kept. Next:");
                out.println("  lastack report " + keep);
            }
            out.println("For your own program, while it runs or from its start:");
            out.println("  lastack record PID");
            out.println("  java -javaagent:lastack-agent.jar=record=app.jfr -jar app.jar");
            out.flush();
        } finally {
            delete(folder);
        }
        return ExitCode.OK;
    }

    /** Diagnoses the recording; one in the temporary folder is not named, since it will be deleted. */
    private Diagnosis diagnose(Path recording) throws IOException, InputException {
        try (Recording read = RecordingReader.read(List.of(recording))) {
            return Diagnoser.diagnose(keep == null ? read.withoutFiles() : read);
        }
    }

    private Path record(Path folder) throws IOException, InterruptedException, InputException {
        PrintWriter err = command.commandLine().getErr();
        err.println("Running a leaky shop for " + SECONDS + " s under the agent:");
        Path recording;
        try {
            recording = LeakyShopRun.record(folder, SECONDS, line -> err.println("  | " + line));
        } catch (IOException e) {
            throw new InputException(e.getMessage(), e);
        }
        err.println();
        if (keep == null) {
            return recording;
        }
        try {
            return Files.copy(recording, keep, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new InputException(keep + ": the recording could not be kept there: " + e.getMessage(), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
