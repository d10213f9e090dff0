// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import io.github.lastack.render.SitesJson;
import io.github.lastack.render.SitesText;
import io.github.lastack.replay.InputException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "sites",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Names every place in the code that leaks connections, with stacks, worst first.",
        footer = {
            "",
            "Examples:",
            "  lastack sites app.jfr",
            "  lastack sites app.jfr --format json | jq -r '.sites[].blame'"
        })
final class SitesCommand implements Callable<Integer> {
    @Mixin
    private RecordingArguments recording;

    @Override
    public Integer call() throws InputException, IOException {
        recording.show(recording.diagnosis(), SitesText::of, SitesJson::write);
        return Cli.OK;
    }
}
