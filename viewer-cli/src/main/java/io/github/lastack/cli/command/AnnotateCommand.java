// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.JvmArgument;
import io.github.lastack.cli.input.Output;
import io.github.lastack.cli.input.PidCompletion;
import io.github.lastack.cli.input.ReadOptions;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.jvm.AttachModule;
import io.github.lastack.jvm.RecordingSession;
import io.github.lastack.jvm.TargetJvm;
import io.github.lastack.render.text.Annotator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        name = "annotate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Adds to each line of ss, netstat or lsof the code that opened and last used the connection.",
        footer = {
            "",
            "With --pid, the agent is attached if necessary and detached afterwards. How connections"
                    + " were opened before it was attached is unknown.",
            "",
            "Examples:",
            "  ss -tanp | lastack annotate app.jfr",
            "  netstat -anp | grep CLOSE_WAIT | lastack annotate app.jfr",
            "  ss -tanp | lastack annotate --pid 4711"
        })
final class AnnotateCommand implements Callable<Integer> {
    private static final Duration NEWEST = Duration.ofMinutes(10);

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Recording. Several recordings of one program are read as one.")
    private List<Path> files = List.of();

    @Option(
            names = "--pid",
            paramLabel = JvmArgument.LABEL,
            completionCandidates = PidCompletion.Candidates.class,
            description = "Ask a running JVM instead: its process id, main class or jar.")
    private String target;

    @Mixin
    private ReadOptions reading = new ReadOptions();

    @Spec
    private CommandSpec command;

    /** Annotates line by line, so that a growing input is answered at once. */
    @Override
    public Integer call() throws InputException, IOException {
        if (files.isEmpty() == (target == null)) {
            throw new ParameterException(command.commandLine(), "name recordings, or a running JVM with --pid");
        }
        Diagnosis diagnosis = target == null ? reading.listing(files, command, history -> true) : live();
        Annotator annotator = new Annotator(diagnosis, Output.style(command));
        PrintWriter out = command.commandLine().getOut();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in)); // as the tool wrote them
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            out.println(annotator.of(line));
            out.flush();
        }
        return ExitCode.OK;
    }

    /** Records briefly: a recording starts with a listing of all open connections. */
    private Diagnosis live() throws InputException, IOException {
        AttachModule.require();
        Path moment = Files.createTempFile("lastack", ".jfr");
        try (TargetJvm jvm = TargetJvm.at(target)) {
            try (RecordingSession session =
                    RecordingSession.begin(jvm, "", new RecordingSession.Extent.Newest(NEWEST), List.of())) {
                session.dump(moment);
                if (session.hasAttached()) {
                    command.commandLine()
                            .getErr()
                            .println(command.qualifiedName() + ": the agent was attached only now to process "
                                    + jvm.pid()
                                    + "; how open connections were opened is unknown;"
                                    + " keep it attached with 'lastack attach'");
                }
            }
            return reading.listing(List.of(moment), command, history -> true);
        } finally {
            Files.delete(moment);
        }
    }
}
