// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.RecordingArguments;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.render.json.HooksJson;
import io.github.lastack.render.text.HooksText;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "hooks",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the methods that the agent watched, and those that it could not watch.",
        footer = {
            "",
            "The agent's option selftest checks them before the application starts.",
            "",
            "Examples:",
            "  lastack hooks app.jfr",
            "  lastack hooks app.jfr --format json"
        })
final class HooksCommand implements Callable<Integer> {
    @Mixin
    private RecordingArguments recording;

    @Override
    public Integer call() throws InputException, IOException {
        recording.show(recording.diagnosis(), HooksText::of, HooksJson::write);
        return ExitCode.OK;
    }
}
