// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command.reference;

import io.github.lastack.cli.input.PidCompletion;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prints a completion script for bash and zsh: commands, options and their values.",
        footer = {
            "",
            "For this shell:",
            "  source <(lastack completion)",
            "",
            "For every new bash:",
            "  lastack completion > ~/.local/share/bash-completion/completions/lastack"
        })
public final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        CommandSpec root = command.root();
        command.commandLine().getOut().print(PidCompletion.asked(AutoComplete.bash(root.name(), root.commandLine())));
        command.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
