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
import java.util.function.BiFunction;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The arguments of commands that read the recordings of one program, and printing of the result. */
public final class RecordingArguments {
    public interface JsonWriter {
        void write(Diagnosis diagnosis, Writer out) throws IOException;
    }

    @Mixin
    private RecordingFiles recordings = new RecordingFiles();

    @Mixin
    private Output output = new Output();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** @param collectors receive every connection */
    public Diagnosis diagnosis(HistoryCollector... collectors) throws InputException {
        return recordings.diagnosis(collectors);
    }

    /** @param listed the connections that the diagnosis lists */
    public Diagnosis diagnosisWith(Predicate<ConnectionHistory> listed) throws InputException {
        return recordings.diagnosisWith(listed);
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
