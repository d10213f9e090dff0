// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.HistoryCollector;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The recordings that a command reads, and how it reads them. */
public final class RecordingFiles {
    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Recording, or a folder of recordings. Several recordings of one program are read as one.")
    private List<Path> files;

    @Mixin
    private ReadOptions reading = new ReadOptions();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** @param collectors receive every connection */
    public Diagnosis diagnosis(HistoryCollector... collectors) throws InputException {
        return reading.of(files, command, collectors);
    }

    /** @param listed the connections that the diagnosis lists */
    public Diagnosis diagnosisWith(Predicate<ConnectionHistory> listed) throws InputException {
        return reading.listing(files, command, listed);
    }
}
