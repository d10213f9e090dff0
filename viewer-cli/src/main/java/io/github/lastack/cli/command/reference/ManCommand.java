// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command.reference;

import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.ManPage;
import io.github.lastack.cli.terminal.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "man",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prints the manual page.",
        footer = {"", "Examples:", "  man <(lastack man)", "  lastack man > ~/.local/share/man/man1/lastack.1"})
public final class ManCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        command.commandLine().getOut().print(ManPage.of(command.root()));
        command.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
