// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import io.github.lastack.render.ConnectionsJson;
import io.github.lastack.render.ConnectionsText;
import io.github.lastack.replay.InputException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "connections",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the connections, like netstat with code on it.",
        footer = {
            "",
            "Examples:",
            "  lastack connections app.jfr",
            "  lastack connections app.jfr | grep CLOSE_WAIT",
            "  lastack connections app.jfr --format json"
        })
final class ConnectionsCommand implements Callable<Integer> {
    @Mixin
    private RecordingArguments recording;

    @Override
    public Integer call() throws InputException {
        recording.show(ConnectionsText::of, ConnectionsJson::of);
        return Cli.OK;
    }
}
