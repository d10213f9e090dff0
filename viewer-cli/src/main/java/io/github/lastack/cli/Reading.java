// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.replay.HistoryCollector;
import io.github.lastack.replay.InputException;
import io.github.lastack.replay.Recording;
import io.github.lastack.replay.RecordingReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How recordings are read and diagnosed. */
final class Reading {
    @Option(
            names = "--time-wait",
            paramLabel = "TIME",
            converter = Times.class,
            description = "How long TIME_WAIT lasts where it was recorded, like 30s or 2m; without it as long as the"
                    + " recording says, else the 60s that are fixed on Linux (TCP_TIMEWAIT_LEN in include/net/tcp.h).")
    private Duration timeWait;

    @Mixin
    private ApplicationPackages packages = new ApplicationPackages();

    /**
     * What is lost of the recording goes to the command's stderr.
     *
     * @param collectors hear of every connection
     */
    Diagnosis of(List<Path> files, CommandSpec command, HistoryCollector... collectors) throws InputException {
        Recording recording = RecordingReader.read(files);
        for (String loss : recording.info().losses()) {
            command.commandLine().getErr().println(command.qualifiedName() + ": " + loss);
        }
        return Diagnoser.diagnose(recording, packages.names(), timeWait, List.of(collectors));
    }
}
