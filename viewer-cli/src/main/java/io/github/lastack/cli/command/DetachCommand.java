// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.JvmArgument;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.jvm.JvmAgent;
import io.github.lastack.jvm.TargetJvm;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "detach",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Detaches the agent from a running JVM, even one that was started with it.",
        footer = {
            "",
            "Recordings that run there continue without the agent's events.",
            "",
            "Examples:",
            "  lastack detach 4711"
        })
final class DetachCommand implements Callable<Integer> {
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
            boolean was = new JvmAgent(target).detach();
            command.commandLine()
                    .getOut()
                    .println((was ? "detached from process " : "no agent is attached to process ") + target.pid());
            return ExitCode.OK;
        }
    }
}
