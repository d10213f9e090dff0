// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.RecordingArguments;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.render.json.SummaryJson;
import io.github.lastack.render.text.SummaryText;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "summary",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Shows what is wrong, worst first, on one screen.",
        footer = {
            "",
            "Examples:",
            "  lastack summary app.jfr",
            "  lastack summary monday.jfr tuesday.jfr",
            "  lastack summary app.jfr --format json"
        })
final class SummaryCommand implements Callable<Integer> {
    @Mixin
    private RecordingArguments recording;

    @Override
    public Integer call() throws InputException, IOException {
        recording.show(recording.diagnosis(), SummaryText::of, SummaryJson::write);
        return ExitCode.OK;
    }
}
