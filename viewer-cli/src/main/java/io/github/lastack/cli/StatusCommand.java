// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import io.github.lastack.jvm.AgentReport;
import io.github.lastack.jvm.JvmAgent;
import io.github.lastack.jvm.TargetJvm;
import io.github.lastack.render.AgentText;
import io.github.lastack.replay.InputException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Says what the agent in a running JVM is doing; starts nothing there.",
        footer = {"", "Examples:", "  lastack status 4711"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private JvmArgument jvm;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InputException {
        if (jvm.isMissing()) {
            return jvm.list();
        }
        try (TargetJvm target = TargetJvm.at(jvm.target())) {
            AgentReport report = new JvmAgent(target).status();
            command.commandLine().getOut().print(text(target.pid(), report));
            command.commandLine().getOut().flush();
            return Cli.OK;
        }
    }

    private String text(long pid, AgentReport report) {
        if (!report.isAtWork()) {
            return "no agent is at work in process " + pid
                    + (report.reason().isEmpty() ? "" : "; the last time: " + report.reason()) + "\n";
        }
        return AgentText.of(
                new AgentText.Status(
                        pid,
                        report.version(),
                        report.options(),
                        report.since(),
                        report.isRecorded(),
                        report.isKernelAsked(),
                        report.open(),
                        report.suppressedErrors(),
                        report.lastSuppressedError(),
                        report.hooksInstalled(),
                        report.hooksFailed()),
                Output.style(command));
    }
}
