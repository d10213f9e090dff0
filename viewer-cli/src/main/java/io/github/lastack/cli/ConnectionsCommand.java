// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.render.ConnectionText;
import io.github.lastack.render.ConnectionsJson;
import io.github.lastack.render.ConnectionsText;
import io.github.lastack.replay.InputException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            "  lastack connections app.jfr --id 17",
            "  lastack connections app.jfr --format json"
        })
final class ConnectionsCommand implements Callable<Integer> {
    @Mixin
    private RecordingArguments recording;

    @Option(names = "--id", paramLabel = "N", description = "Tell this one connection's whole life, with its stacks.")
    private Long id;

    @Override
    public Integer call() throws InputException, IOException {
        Diagnosis diagnosis = recording.diagnosis();
        if (id == null) {
            recording.show(diagnosis, ConnectionsText::of, ConnectionsJson::write);
            return Cli.OK;
        }
        Diagnosis one = diagnosis.withOnly(id);
        if (one.connections().isEmpty() && one.listeners().isEmpty()) {
            throw new InputException("no connection " + id + " in the recording; 'lastack connections' lists them");
        }
        recording.show(one, ConnectionText::of, ConnectionsJson::write);
        return Cli.OK;
    }
}
