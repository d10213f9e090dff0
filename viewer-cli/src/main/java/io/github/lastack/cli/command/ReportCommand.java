// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.OwnerOnlyFile;
import io.github.lastack.cli.input.ReadOptions;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.render.phrase.Words;
import io.github.lastack.report.HtmlReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Writes one self-contained HTML page with charts, to keep, send or print.",
        footer = {
            "",
            "Examples:",
            "  lastack report app.jfr",
            "  lastack report monday.jfr tuesday.jfr -o incident.html",
            "  lastack report app.jfr -o - | gzip > incident.html.gz"
        })
final class ReportCommand implements Callable<Integer> {
    private static final Path STDOUT = Path.of("-");
    private static final long KILOBYTE = 1024;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Recording. Several recordings of one program are read as one.")
    private List<Path> files;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PAGE",
            description = "The page to write (default report.html). An existing file is replaced. Only its owner"
                    + " may read it. - writes to stdout.")
    private Path output = Path.of("report.html");

    @Mixin
    private ReadOptions reading = new ReadOptions();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InputException, IOException {
        for (Path file : files) {
            if (isSame(file, output)) {
                throw new ParameterException(
                        command.commandLine(),
                        "'" + output + "' is the recording itself; name another file for the page");
            }
        }
        Diagnosis diagnosis = reading.of(files, command);
        if (output.equals(STDOUT)) {
            PrintWriter out = command.commandLine().getOut();
            HtmlReport.write(diagnosis, version(), out);
            out.flush();
            return ExitCode.OK;
        }
        try (Writer out = OwnerOnlyFile.writer(output)) {
            HtmlReport.write(diagnosis, version(), out);
        } catch (IOException e) {
            throw new InputException(output + ": the page could not be written: " + said(e), e);
        }
        command.commandLine()
                .getErr()
                .println(output + ": " + Words.headline(diagnosis) + ", " + Math.max(1, Files.size(output) / KILOBYTE)
                        + " KB");
        return ExitCode.OK;
    }

    private static boolean isSame(Path file, Path page) throws IOException {
        return Files.exists(file) && Files.exists(page) && Files.isSameFile(file, page);
    }

    /** Explains exceptions whose message is only the file's name. */
    private String said(IOException e) {
        if (Files.isDirectory(output)) {
            return "it is a folder";
        }
        if (e instanceof NoSuchFileException) {
            return "no such folder";
        }
        return e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    }

    private static String version() throws IOException {
        return new Version().getVersion()[0];
    }
}
