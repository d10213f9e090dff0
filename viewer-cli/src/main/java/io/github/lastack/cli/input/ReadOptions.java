// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import io.github.lastack.cli.terminal.Progress;
import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.facts.source.RecordingReader;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.HistoryCollector;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for reading and diagnosing recordings. */
public final class ReadOptions {
    @Option(
            names = "--time-wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long TIME_WAIT lasts on the recorded machine, such as 30s or 2m (default: what the"
                    + " recording says, else 60s, which Linux fixes as TCP_TIMEWAIT_LEN in include/net/tcp.h).")
    private Duration timeWait;

    @Mixin
    private ApplicationPackages packages = new ApplicationPackages();

    /** @param collectors receive every connection */
    public Diagnosis of(List<Path> files, CommandSpec command, HistoryCollector... collectors) throws InputException {
        return read(files, command, connection -> false, List.of(collectors));
    }

    /** @param listed the connections that the diagnosis lists */
    public Diagnosis listing(List<Path> files, CommandSpec command, Predicate<ConnectionHistory> listed)
            throws InputException {
        return read(files, command, listed, List.of());
    }

    /** Reads and diagnoses; losses of the recording are printed to the command's stderr. */
    private Diagnosis read(
            List<Path> files,
            CommandSpec command,
            Predicate<ConnectionHistory> listed,
            List<? extends HistoryCollector> collectors)
            throws InputException {
        PrintWriter err = command.commandLine().getErr();
        try (Progress progress = Progress.of(files, err);
                Recording recording = RecordingReader.read(files, progress)) {
            Diagnosis diagnosis = Diagnoser.diagnose(recording, packages.names(), timeWait, listed, collectors);
            progress.hide();
            diagnosis.recording().losses().forEach(loss -> err.println(command.qualifiedName() + ": " + loss));
            return diagnosis;
        } catch (IOException | UncheckedIOException e) {
            throw new InputException("could not be read: " + e.getMessage(), e);
        }
    }
}
