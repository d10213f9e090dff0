// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.JvmArgument;
import io.github.lastack.cli.input.Output;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.jvm.AgentReport;
import io.github.lastack.jvm.JvmAgent;
import io.github.lastack.jvm.TargetJvm;
import io.github.lastack.render.json.AgentJson;
import io.github.lastack.render.text.AgentStatus;
import io.github.lastack.render.text.AgentText;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows what the agent in a running JVM is doing. Attaches nothing.",
        footer = {"", "Examples:", "  lastack status 4711", "  lastack status shop.jar --format json"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private JvmArgument jvm;

    @Mixin
    private Output output = new Output();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InputException, IOException {
        if (jvm.isMissing()) {
            return jvm.list();
        }
        try (TargetJvm target = TargetJvm.at(jvm.target())) {
            show(target.pid(), new JvmAgent(target).status());
            return ExitCode.OK;
        }
    }

    private void show(long pid, AgentReport report) throws IOException {
        if (report.isAtWork()) {
            AgentStatus status = statusOf(pid, report);
            output.show(command, style -> AgentText.of(status, style), out -> AgentJson.write(status, out));
            return;
        }
        String none = "no agent is running in process " + pid
                + (report.reason().isEmpty() ? "" : "; the last start failed: " + report.reason()) + "\n";
        output.show(command, style -> none, out -> AgentJson.writeNone(pid, report.reason(), out));
    }

    private static AgentStatus statusOf(long pid, AgentReport report) {
        return new AgentStatus(
                pid,
                report.version(),
                report.options(),
                report.since(),
                report.isRecorded(),
                report.described(),
                report.counted(),
                report.probeInterval(),
                report.isKernelAsked(),
                report.open(),
                report.unconnectedBefore(),
                report.suppressedErrors(),
                report.lastSuppressedError(),
                report.hooksInstalled(),
                report.hooksFailed());
    }
}
