// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import io.github.lastack.render.layout.Style;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option {@code --format}, and printing in that format. */
public final class Output {
    enum Format {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The root command, which knows how text is laid out on this terminal. */
    public interface Root {
        Style style();
    }

    public interface JsonWriter {
        void write(Writer out) throws IOException;
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = EnumConverter.Formats.class,
            completionCandidates = EnumConverter.Formats.class,
            description = "text for people (default) or json for programs.")
    private Format format = Format.TEXT;

    public void show(CommandSpec command, Function<Style, String> text, JsonWriter json) throws IOException {
        PrintWriter out = command.commandLine().getOut();
        if (format == Format.JSON) {
            json.write(out);
        } else {
            out.print(text.apply(style(command)));
        }
        out.flush();
    }

    public static Style style(CommandSpec command) {
        return ((Root) command.root().userObject()).style();
    }
}
