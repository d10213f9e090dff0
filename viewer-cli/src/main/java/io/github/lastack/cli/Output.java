// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import io.github.lastack.render.Style;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How the answer is given. */
final class Output {
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
        void write(Writer out) throws IOException;
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = Named.class,
            description = "text for people (the default) or json for programs.")
    private Format format = Format.TEXT;

    void show(CommandSpec command, Function<Style, String> text, JsonWriter json) throws IOException {
        PrintWriter out = command.commandLine().getOut();
        if (format == Format.JSON) {
            json.write(out);
        } else {
            out.print(text.apply(style(command)));
        }
        out.flush();
    }

    static Style style(CommandSpec command) {
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
