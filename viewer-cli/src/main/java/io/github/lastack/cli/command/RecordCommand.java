// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.AgentOptions;
import io.github.lastack.cli.input.DurationConverter;
import io.github.lastack.cli.input.JvmArgument;
import io.github.lastack.cli.input.Output;
import io.github.lastack.cli.input.OwnerOnlyFile;
import io.github.lastack.cli.input.PidCompletion;
import io.github.lastack.cli.input.ReadOptions;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Interrupts;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.jvm.AgentReport;
import io.github.lastack.jvm.AttachModule;
import io.github.lastack.jvm.JvmAgent;
import io.github.lastack.jvm.RecordingSession;
import io.github.lastack.jvm.TargetJvm;
import io.github.lastack.render.json.SummaryJson;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.text.SummaryText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Records a running JVM for some time and prints the summary.",
        footer = {
            "",
            "The agent is attached if necessary and detached afterwards. Ctrl-C ends the recording"
                    + " early and keeps it.",
            "",
            "A leak is found once it has lasted for the agent's limit, closewait=10s. Record for"
                    + " longer than that, or set --agent closewait=2s.",
            "",
            "Examples:",
            "  lastack record 4711 --duration 60s -o shop.jfr",
            "  lastack record shop.jar --duration 5m -o shop.jfr && lastack sites shop.jfr",
            "  lastack record 4711 --duration 60s --format json | jq '.worst[0].blame'"
        })
final class RecordCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(200);

    @Parameters(
            paramLabel = JvmArgument.LABEL,
            completionCandidates = PidCompletion.Candidates.class,
            description = "Process id, main class or jar of a JVM; 'lastack attach' lists the JVMs.")
    private String jvm;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long to record, such as 30s or 5m (default 60s).")
    private Duration duration = Duration.ofSeconds(60);

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The recording (default lastack-PID.jfr). Only its owner may read it.")
    private Path file;

    @Mixin
    private AgentOptions agent = new AgentOptions();

    @Mixin
    private Output output = new Output();

    @Mixin
    private ReadOptions reading = new ReadOptions();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InputException, InterruptedException, IOException {
        AttachModule.require();
        String agentOptions = agent.checked();
        try (TargetJvm target = TargetJvm.at(jvm)) {
            Path to = (file == null ? Path.of("lastack-" + target.pid() + ".jfr") : file).toAbsolutePath();
            OwnerOnlyFile.check(to, "-o");
            record(target, agentOptions, to);
            Diagnosis diagnosis = reading.of(List.of(to), command);
            output.show(command, style -> SummaryText.of(diagnosis, style), out -> SummaryJson.write(diagnosis, out));
            return ExitCode.OK;
        }
    }

    private void record(TargetJvm target, String agentOptions, Path to) throws InputException, InterruptedException {
        PrintWriter err = command.commandLine().getErr();
        warnOfShortness(new JvmAgent(target).report(), agentOptions, err);
        try (Interrupts interrupts = new Interrupts();
                RecordingSession session = RecordingSession.begin(
                        target, agentOptions, new RecordingSession.Extent.Whole(duration), List.of(to.getParent()))) {
            err.println(
                    "recording process " + target.pid() + " for " + duration.toSeconds() + " s; Ctrl-C ends it early");
            long end = System.nanoTime() + duration.toNanos();
            long left = duration.toNanos();
            while (left > 0 && target.isAlive() && !interrupts.await(shorter(LOOK, left))) {
                left = end - System.nanoTime();
            }
            session.finish(to);
            if (left > 0 && !target.isAlive()) {
                err.println(command.qualifiedName() + ": process " + target.pid()
                        + " has ended; the recording contains what it had written");
            }
        }
    }

    /** Warns if the recording is shorter than the limit, so that no leak that begins in it can be judged. */
    private void warnOfShortness(AgentReport attached, String agentOptions, PrintWriter err) {
        boolean isAttached = attached.isAtWork();
        Duration limit = AgentOptions.closeWait(isAttached ? attached.options() : agentOptions);
        if (duration.compareTo(limit) <= 0) {
            err.println(command.qualifiedName() + ": --duration " + Style.duration(duration)
                    + " does not exceed the agent's limit, closewait=" + Style.duration(limit)
                    + ": leaks that begin during the recording will be too young to be judged; use a longer"
                    + " --duration"
                    + (isAttached ? "" : ", or --agent closewait=TIME"));
        }
    }

    private static Duration shorter(Duration limit, long nanos) {
        return limit.toNanos() < nanos ? limit : Duration.ofNanos(nanos);
    }
}
