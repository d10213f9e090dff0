// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import io.github.lastack.diagnose.Check;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.Problem;
import io.github.lastack.render.CheckJUnit;
import io.github.lastack.render.CheckJson;
import io.github.lastack.render.CheckText;
import io.github.lastack.replay.InputException;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
            "For builds: exits with 1 when a limit is passed.",
            "",
            "Without limits, nothing may leak: --max-close-wait 0 --max-never-closed 0."
        },
        footer = {
            "",
            "A test is short: let the agent count a connection as leaking sooner than after 10 s.",
            "  java -javaagent:lastack-agent.jar=record=test.jfr,closewait=500ms,probe=100ms ...",
            "",
            "Examples:",
            "  lastack check test.jfr",
            "  lastack check test.jfr --max-open 0 --junit-xml target/lastack.xml",
            "  lastack check load.jfr --max-close-wait 5 --max-time-wait-rate 2.5"
        })
final class CheckCommand implements Callable<Integer> {
    private static final String MAX_CLOSE_WAIT = "--max-close-wait";
    private static final String MAX_NEVER_CLOSED = "--max-never-closed";
    private static final String MAX_STALLED = "--max-stalled";
    private static final String MAX_TIME_WAIT_RATE = "--max-time-wait-rate";
    private static final String MAX_OPEN = "--max-open";

    @Mixin
    private RecordingArguments recording;

    @Option(names = MAX_CLOSE_WAIT, paramLabel = "N", description = "Connections that may be in close-wait.")
    private Integer closeWait;

    @Option(names = MAX_NEVER_CLOSED, paramLabel = "N", description = "Descriptors that may be never-closed.")
    private Integer neverClosed;

    @Option(names = MAX_STALLED, paramLabel = "N", description = "Connections that may be stalled.")
    private Integer stalled;

    @Option(
            names = MAX_TIME_WAIT_RATE,
            paramLabel = "N",
            description = "Connections a second that may go to TIME_WAIT where reuse would have avoided it.")
    private BigDecimal timeWaitRate;

    @Option(
            names = MAX_OPEN,
            paramLabel = "N",
            description = "Connections that may be open at the end of the recording, whatever their state.")
    private Integer open;

    @Option(names = "--junit-xml", paramLabel = "FILE", description = "Also write the result as JUnit's XML.")
    private Path junitXml;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InputException, IOException {
        rejectNegative();
        Diagnosis diagnosis = recording.diagnosis();
        List<Check> checks = checks(diagnosis);
        recording.show(
                diagnosis,
                (shown, style) -> CheckText.of(shown, checks, style),
                (shown, out) -> CheckJson.write(shown, checks, out));
        if (junitXml != null) {
            writeJUnit(diagnosis, checks);
        }
        return checks.stream().allMatch(Check::passed) ? Cli.OK : Cli.FOUND;
    }

    private List<Check> checks(Diagnosis diagnosis) {
        boolean none =
                closeWait == null && neverClosed == null && stalled == null && timeWaitRate == null && open == null;
        List<Check> checks = new ArrayList<>();
        if (closeWait != null || none) {
            checks.add(Check.connections(diagnosis, MAX_CLOSE_WAIT, Problem.CLOSE_WAIT, none ? 0 : closeWait));
        }
        if (neverClosed != null || none) {
            checks.add(Check.connections(diagnosis, MAX_NEVER_CLOSED, Problem.NEVER_CLOSED, none ? 0 : neverClosed));
        }
        if (stalled != null) {
            checks.add(Check.connections(diagnosis, MAX_STALLED, Problem.STALLED, stalled));
        }
        if (timeWaitRate != null) {
            checks.add(Check.rate(diagnosis, MAX_TIME_WAIT_RATE, Problem.TIME_WAIT, timeWaitRate));
        }
        if (open != null) {
            checks.add(Check.open(diagnosis, MAX_OPEN, open));
        }
        return checks;
    }

    private void rejectNegative() {
        for (Number limit : new Number[] {closeWait, neverClosed, stalled, timeWaitRate, open}) {
            if (limit != null && limit.doubleValue() < 0) {
                throw new CommandLine.ParameterException(
                        command.commandLine(), "a limit cannot be negative, but one is " + limit);
            }
        }
    }

    private void writeJUnit(Diagnosis diagnosis, List<Check> checks) throws InputException {
        try (Writer file = Files.newBufferedWriter(junitXml)) {
            CheckJUnit.write(diagnosis, checks, file);
        } catch (IOException e) {
            throw new InputException(junitXml + ": could not be written: " + e.getMessage(), e);
        }
    }
}
