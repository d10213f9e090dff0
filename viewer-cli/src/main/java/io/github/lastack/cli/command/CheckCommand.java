// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.EnumConverter;
import io.github.lastack.cli.input.RecordingArguments;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.diagnose.Check;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.render.json.CheckJson;
import io.github.lastack.render.junit.CheckJUnit;
import io.github.lastack.render.sarif.CheckSarif;
import io.github.lastack.render.sarif.SourceRoots;
import io.github.lastack.render.text.CheckText;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "For builds: exits with 1 when a limit is exceeded, or when that could not be judged.",
            "",
            "By default, nothing that lastack summary would report is allowed, as with"
                    + " --max-close-wait 0 --max-never-closed 0 --max-stalled 0 --max-fin-wait-2 0"
                    + " --max-time-wait-rate 47 --fail-on connect-failed,accept-queue,bind-failed. The rate of"
                    + " 47 is a tenth of the rate at which Linux runs out of ports for one remote (28,232"
                    + " ports, each taken for 60 s). Unused connections that grow in number may be intended:"
                    + " only --max-growing fails on them. With options, only what they name is checked.",
            "",
            "A check that could not be judged does not pass. Causes: a recording that is shorter"
                    + " than the agent's limit (closewait) and ends with open connections; a damaged recording,"
                    + " or one of a killed JVM; methods that the agent could not watch; a kernel that could not"
                    + " be asked."
        },
        footer = {
            "",
            "For short tests, lower the agent's limit (default 10s):",
            "  java -javaagent:lastack-agent.jar=record=test.jfr,closewait=500ms,probe=100ms ...",
            "",
            "Examples:",
            "  lastack check test.jfr",
            "  lastack check test.jfr --fail-on close-wait,never-closed",
            "  lastack check test.jfr --max-open 0 --junit-xml target/lastack.xml",
            "  lastack check test.jfr --sarif lastack.sarif --source-root src/main/java",
            "  lastack check load.jfr --max-close-wait 5 --max-time-wait-rate 2.5"
        })
final class CheckCommand implements Callable<Integer> {
    private static final String MAX_CLOSE_WAIT = "--max-close-wait";
    private static final String MAX_NEVER_CLOSED = "--max-never-closed";
    private static final String MAX_STALLED = "--max-stalled";
    private static final String MAX_FIN_WAIT_2 = "--max-fin-wait-2";
    private static final String MAX_GROWING = "--max-growing";
    private static final String MAX_TIME_WAIT_RATE = "--max-time-wait-rate";
    private static final String MAX_OPEN = "--max-open";
    private static final String FAIL_ON = "--fail-on";

    /** A tenth of 28,232 ports in 60 s, from which the summary reports them. */
    private static final BigDecimal TIME_WAIT_RATE = BigDecimal.valueOf(47);

    @Mixin
    private RecordingArguments recording;

    @Option(names = MAX_CLOSE_WAIT, paramLabel = "N", description = "Most connections allowed in close-wait.")
    private Integer closeWait;

    @Option(names = MAX_NEVER_CLOSED, paramLabel = "N", description = "Most descriptors allowed to be never-closed.")
    private Integer neverClosed;

    @Option(names = MAX_STALLED, paramLabel = "N", description = "Most connections allowed to be stalled.")
    private Integer stalled;

    @Option(names = MAX_FIN_WAIT_2, paramLabel = "N", description = "Most connections allowed in fin-wait-2.")
    private Integer finWait2;

    @Option(
            names = MAX_GROWING,
            paramLabel = "N",
            description = "Most connections allowed to stay open and unused while more are opened.")
    private Integer growing;

    @Option(
            names = MAX_TIME_WAIT_RATE,
            paramLabel = "N",
            description = "Most connections a second allowed to enter TIME_WAIT where reuse would have avoided it.")
    private BigDecimal timeWaitRate;

    @Option(
            names = MAX_OPEN,
            paramLabel = "N",
            description = "Most connections allowed to be open at the end of the recording, in any state.")
    private Integer open;

    @Option(
            names = FAIL_ON,
            paramLabel = "PROBLEM",
            split = ",",
            converter = EnumConverter.Problems.class,
            completionCandidates = EnumConverter.Problems.class,
            description = "Problems that are not allowed at all, comma-separated: ${COMPLETION-CANDIDATES}.")
    private Set<Problem> failOn = new LinkedHashSet<>();

    @Option(names = "--allow-unjudged", description = "Pass checks that could not be judged. They are still reported.")
    private boolean allowUnjudged;

    @Option(names = "--junit-xml", paramLabel = "FILE", description = "Also write the result as JUnit XML.")
    private Path junitXml;

    @Option(
            names = "--sarif",
            paramLabel = "FILE",
            description =
                    "Also write the sites of exceeded limits as SARIF 2.1.0, so that sites that host code annotate"
                            + " the lines.")
    private Path sarif;

    @Option(
            names = "--source-root",
            paramLabel = "FOLDER",
            description = "Where --sarif searches for source files, with all folders below (default: the working"
                    + " directory, from which paths in the SARIF file start). May be repeated.")
    private List<Path> sourceRoots;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InputException, IOException {
        rejectNegative();
        rejectMissingRoots();
        Diagnosis diagnosis = recording.diagnosis();
        List<Check> checks = checks(diagnosis);
        recording.show(
                diagnosis,
                (shown, style) -> CheckText.of(shown, checks, style),
                (shown, out) -> CheckJson.write(shown, checks, out));
        writeFiles(diagnosis, checks);
        return checks.stream().allMatch(Check::passed) ? ExitCode.OK : ExitCode.FOUND;
    }

    private List<Check> checks(Diagnosis diagnosis) {
        if (isWithoutLimits()) {
            closeWait = 0;
            neverClosed = 0;
            stalled = 0;
            finWait2 = 0;
            timeWaitRate = TIME_WAIT_RATE;
            failOn = EnumSet.of(Problem.CONNECT_FAILED, Problem.ACCEPT_QUEUE, Problem.BIND_FAILED);
        }
        List<Check> checks = new ArrayList<>();
        if (closeWait != null) {
            checks.add(Check.connections(diagnosis, MAX_CLOSE_WAIT, Problem.CLOSE_WAIT, closeWait));
        }
        if (neverClosed != null) {
            checks.add(Check.connections(diagnosis, MAX_NEVER_CLOSED, Problem.NEVER_CLOSED, neverClosed));
        }
        if (stalled != null) {
            checks.add(Check.connections(diagnosis, MAX_STALLED, Problem.STALLED, stalled));
        }
        if (finWait2 != null) {
            checks.add(Check.connections(diagnosis, MAX_FIN_WAIT_2, Problem.FIN_WAIT_2, finWait2));
        }
        if (growing != null) {
            checks.add(Check.growing(diagnosis, MAX_GROWING, growing));
        }
        if (timeWaitRate != null) {
            checks.add(Check.rate(diagnosis, MAX_TIME_WAIT_RATE, Problem.TIME_WAIT, timeWaitRate));
        }
        if (open != null) {
            checks.add(Check.open(diagnosis, MAX_OPEN, open));
        }
        for (Problem problem : failOn) {
            checks.add(Check.connections(diagnosis, FAIL_ON + ' ' + problem.word(), problem, 0));
        }
        return allowUnjudged ? checks.stream().map(Check::takenForJudged).toList() : checks;
    }

    private boolean isWithoutLimits() {
        return failOn.isEmpty() && limits().allMatch(Objects::isNull);
    }

    private Stream<Number> limits() {
        return Stream.of(closeWait, neverClosed, stalled, finWait2, growing, timeWaitRate, open);
    }

    private void rejectNegative() {
        limits().filter(limit -> limit != null && limit.doubleValue() < 0)
                .findFirst()
                .ifPresent(limit -> {
                    throw new CommandLine.ParameterException(
                            command.commandLine(), "a limit cannot be negative, but one is " + limit);
                });
    }

    private void rejectMissingRoots() {
        if (sourceRoots != null && sarif == null) {
            throw new CommandLine.ParameterException(command.commandLine(), "--source-root is for --sarif FILE");
        }
        for (Path root : sourceRoots()) {
            if (!Files.isDirectory(root.toAbsolutePath())) {
                throw new CommandLine.ParameterException(
                        command.commandLine(), "--source-root " + root + ": there is no such folder");
            }
        }
    }

    private List<Path> sourceRoots() {
        return sourceRoots == null ? List.of(Path.of("")) : sourceRoots;
    }

    /** Writes the files that are asked for, the second one also if the first cannot be written. */
    private void writeFiles(Diagnosis diagnosis, List<Check> checks) throws InputException, IOException {
        try {
            if (junitXml != null) {
                write(junitXml, file -> CheckJUnit.write(diagnosis, checks, file));
            }
        } finally {
            if (sarif != null) {
                String version = new Version().getVersion()[0].replaceFirst("^lastack ", "");
                SourceRoots sources = new SourceRoots(sourceRoots());
                write(sarif, file -> CheckSarif.write(diagnosis, checks, version, sources, Path.of(""), file));
            }
        }
    }

    private interface Content {
        void write(Writer file) throws IOException;
    }

    private static void write(Path to, Content content) throws InputException {
        try (Writer file = Files.newBufferedWriter(to)) {
            content.write(file);
        } catch (IOException e) {
            throw new InputException(to + ": could not be written: " + e.getMessage(), e);
        }
    }
}
