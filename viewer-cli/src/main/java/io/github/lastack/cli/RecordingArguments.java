// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import io.github.lastack.diagnose.Diagnoser;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.render.Style;
import io.github.lastack.replay.InputException;
import io.github.lastack.replay.Recording;
import io.github.lastack.replay.RecordingReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The arguments of every command that reads recordings, and the way from them to the output. */
final class RecordingArguments {
    enum Format {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Format named(String name) {
            for (Format format : values()) {
                if (format.toString().equals(name)) {
                    return format;
                }
            }
            throw new TypeConversionException("expected text or json but was '" + name + "'");
        }
    }

    interface JsonWriter {
        void write(Diagnosis diagnosis, Writer out) throws IOException;
    }

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Recording; several of one program are read as one.")
    private List<Path> files;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = Named.class,
            description = "text for people (the default) or json for programs.")
    private Format format = Format.TEXT;

    @Option(
            names = "--time-wait",
            paramLabel = "TIME",
            converter = Times.class,
            description = "How long TIME_WAIT lasts where it was recorded, like 30s or 2m; without it as long as the"
                    + " recording says, else the 60s that are fixed on Linux (TCP_TIMEWAIT_LEN in include/net/tcp.h).")
    private Duration timeWait;

    @Mixin
    private ApplicationPackages packages = new ApplicationPackages();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Reads and diagnoses; what is lost of the recording goes to stderr. */
    Diagnosis diagnosis() throws InputException {
        Recording recording = RecordingReader.read(files);
        for (String loss : recording.info().losses()) {
            command.commandLine().getErr().println(command.qualifiedName() + ": " + loss);
        }
        return Diagnoser.diagnose(recording, packages.names(), timeWait);
    }

    void show(Diagnosis diagnosis, BiFunction<Diagnosis, Style, String> text, JsonWriter json) throws IOException {
        PrintWriter out = out();
        if (format == Format.JSON) {
            json.write(diagnosis, out);
        } else {
            out.print(text.apply(diagnosis, style()));
        }
        out.flush();
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    Style style() {
        return ((Cli) command.root().userObject()).style();
    }

    /** picocli's own conversion would print the constants in capitals. */
    private static final class Named implements ITypeConverter<Format> {
        @Override
        public Format convert(String name) {
            return Format.named(name);
        }
    }
}
