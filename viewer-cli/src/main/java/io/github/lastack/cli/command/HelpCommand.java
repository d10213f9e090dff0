// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.DidYouMean;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "help",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the commands, or explains one of them.",
        footer = {"", "Examples:", "  lastack help", "  lastack help record"})
public final class HelpCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "COMMAND",
            completionCandidates = Names.class,
            description = "The command to explain (default: list all commands).")
    private String name;

    @Spec
    private CommandSpec command;

    /** The completion candidates. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(Commands.names());
        }
    }

    @Override
    public Integer call() {
        CommandLine root = command.root().commandLine();
        CommandLine explained = name == null ? root : root.getSubcommands().get(name);
        if (explained == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "unknown command '" + name + "'"
                            + DidYouMean.of(name, root.getSubcommands().keySet())
                                    .map(guess -> "; did you mean '" + guess + "'?")
                                    .orElse(""));
        }
        explained.usage(command.commandLine().getOut());
        return ExitCode.OK;
    }
}
