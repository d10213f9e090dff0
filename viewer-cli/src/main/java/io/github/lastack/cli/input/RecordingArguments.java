// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.HistoryCollector;
import io.github.lastack.render.layout.Style;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The arguments of commands that read the recordings of one program, and printing of the result. */
public final class RecordingArguments {
    public interface JsonWriter {
        void write(Diagnosis diagnosis, Writer out) throws IOException;
    }

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Recording, or a folder of recordings. Several recordings of one program are read as one.")
    private List<Path> files;

    @Mixin
    private Output output = new Output();

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

    public void show(Diagnosis diagnosis, BiFunction<Diagnosis, Style, String> text, JsonWriter json)
            throws IOException {
        output.show(command, style -> text.apply(diagnosis, style), out -> json.write(diagnosis, out));
    }

    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    public Style style() {
        return Output.style(command);
    }
}
