// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command.reference;

import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.render.json.JsonSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prints the JSON schema (draft 2020-12) of all output of --format json.",
        footer = {"", "Examples:", "  lastack schema > lastack.schema.json"})
public final class SchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        command.commandLine().getOut().print(JsonSchema.text());
        command.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
