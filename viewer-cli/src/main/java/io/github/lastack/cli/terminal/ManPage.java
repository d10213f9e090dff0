// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.terminal;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of all commands, in the format of {@code man(7)}. */
public final class ManPage {
    private static final List<String> ENVIRONMENT = List.of(
            "NO_COLOR",
            "If set and not empty, the output has no colour.",
            "COLUMNS",
            "Width of the terminal (default: ask the terminal).",
            "LINES",
            "Height of the terminal, which the summary fits (default: ask the terminal).",
            "JAVA_HOME",
            "The JDK, 17 or later, that runs lastack.",
            "JAVA_TOOL_OPTIONS",
            "Additional options of that JVM, such as -Xmx8g for very large recordings.");

    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    public static String of(CommandSpec root) {
        ManPage page = new ManPage();
        page.root(root);
        return page.page.toString();
    }

    private void root(CommandSpec root) {
        macro(".TH", root.name().toUpperCase(Locale.ROOT), "1", "", root.version()[0], "");
        section("NAME");
        text(root.name() + " - " + sentence(root).replaceFirst("\\.$", ""));
        section("SYNOPSIS");
        text(synopsis(root));
        section("DESCRIPTION");
        text(sentence(root));
        footer(root);
        section("COMMANDS");
        root.subcommands().values().forEach(command -> command(command.getCommandSpec()));
        section("ENVIRONMENT");
        for (int i = 0; i < ENVIRONMENT.size(); i += 2) {
            macro(".TP");
            macro(".B", ENVIRONMENT.get(i));
            text(ENVIRONMENT.get(i + 1));
        }
    }

    private void command(CommandSpec command) {
        macro(".SS", command.name());
        text(synopsis(command));
        macro(".PP");
        text(sentence(command));
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            argument(parameter.paramLabel(), parameter);
        }
        for (OptionSpec option : command.options()) {
            boolean takesValue = !option.typeInfo().isBoolean();
            argument(String.join(", ", option.names()) + (takesValue ? " " + option.paramLabel() : ""), option);
        }
        footer(command);
    }

    private void argument(String name, ArgSpec argument) {
        macro(".TP");
        macro(".B", name);
        text(words(argument));
    }

    private static String words(ArgSpec argument) {
        String candidates = argument.completionCandidates() == null
                ? ""
                : StreamSupport.stream(argument.completionCandidates().spliterator(), false)
                        .collect(Collectors.joining(", "));
        return String.join(" ", argument.description()).replace("${COMPLETION-CANDIDATES}", candidates);
    }

    /** Writes the footer of a help text; indented lines are commands to type. */
    private void footer(CommandSpec command) {
        boolean literal = false;
        macro(".PP");
        for (String line : command.usageMessage().footer()) {
            boolean indented = line.startsWith("  ");
            if (indented != literal) {
                macro(indented ? ".EX" : ".EE");
                literal = indented;
            }
            if (line.isEmpty()) {
                macro(".PP");
            } else {
                text(line);
            }
        }
        if (literal) {
            macro(".EE");
        }
    }

    private static String sentence(CommandSpec command) {
        return String.join(" ", command.usageMessage().description()).replaceAll(" +", " ");
    }

    private static String synopsis(CommandSpec command) {
        Help help = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF));
        return help.synopsis(0).replaceAll("\\s+", " ").strip();
    }

    private void section(String title) {
        macro(".SH", title);
    }

    private void macro(String name, String... words) {
        page.append(name);
        for (String word : words) {
            page.append(" \"").append(escaped(word).replace("\"", "\\(dq")).append('"');
        }
        page.append('\n');
    }

    /** Writes a line of text; one that begins like a macro is escaped. */
    private void text(String line) {
        String escaped = escaped(line);
        page.append(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "")
                .append(escaped)
                .append('\n');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-");
    }
}
