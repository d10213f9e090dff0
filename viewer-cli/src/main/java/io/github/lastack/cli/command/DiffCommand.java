// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.Output;
import io.github.lastack.cli.input.ReadOptions;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.diff.Change;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.render.json.DiffJson;
import io.github.lastack.render.text.DiffText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Compares two recordings: which leak sites are new, grew, shrank or are gone.",
        footer = {
            "",
            "Sites are compared by connections per time, since recordings differ in length. A change"
                    + " of at most a fifth counts as the same.",
            "",
            "Examples:",
            "  lastack diff monday.jfr tuesday.jfr",
            "  lastack diff monday.jfr tuesday.jfr --format json"
        })
final class DiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BEFORE", description = "The older recording.")
    private Path before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "The newer recording.")
    private Path after;

    @Mixin
    private Output output = new Output();

    @Mixin
    private ReadOptions reading = new ReadOptions();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InputException, IOException {
        Diagnosis was = reading.of(List.of(before), command);
        Diagnosis is = reading.of(List.of(after), command);
        List<Change> changes = Change.between(was, is);
        output.show(
                command, style -> DiffText.of(was, is, changes, style), out -> DiffJson.write(was, is, changes, out));
        return ExitCode.OK;
    }
}
