// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.command.reference.CompletionCommand;
import io.github.lastack.cli.command.reference.JfcCommand;
import io.github.lastack.cli.command.reference.ManCommand;
import io.github.lastack.cli.command.reference.SchemaCommand;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The table of all commands. A new command is one class and one row here. */
public final class Commands {
    /** In the order in which help lists them. */
    private static final List<Row> ROWS = List.of(
            new Row("help", true, HelpCommand::new),
            new Row("demo", false, DemoCommand::new),
            new Row("attach", false, AttachCommand::new),
            new Row("detach", false, DetachCommand::new),
            new Row("status", false, StatusCommand::new),
            new Row("metrics", false, MetricsCommand::new),
            new Row("record", false, RecordCommand::new),
            new Row("top", false, TopCommand::new),
            new Row("summary", false, SummaryCommand::new),
            new Row("sites", false, SitesCommand::new),
            new Row("connections", false, ConnectionsCommand::new),
            new Row("annotate", false, AnnotateCommand::new),
            new Row("diff", false, DiffCommand::new),
            new Row("check", false, CheckCommand::new),
            new Row("hooks", false, HooksCommand::new),
            new Row("schema", false, SchemaCommand::new),
            new Row("jfc", false, JfcCommand::new),
            new Row("completion", true, CompletionCommand::new),
            new Row("man", true, ManCommand::new),
            new Row("report", false, ReportCommand::new));

    private Commands() {}

    /**
     * One command.
     *
     * @param name as in its annotation
     * @param needsAll whether it reads the other commands
     */
    private record Row(String name, boolean needsAll, Supplier<Callable<Integer>> factory) {}

    /** The names of all commands, in the order in which help lists them. */
    public static List<String> names() {
        return ROWS.stream().map(Row::name).toList();
    }

    /** Adds all commands to the root. */
    public static void addAll(CommandLine root) {
        ROWS.forEach(row -> root.addSubcommand(row.factory().get()));
    }

    /**
     * Adds the command that the arguments name; all, if they name none or one that needs all. Reading the annotations
     * of all commands takes time that the user would notice.
     */
    public static void addNeeded(CommandLine root, String[] args) {
        for (Row row : ROWS) {
            if (args.length > 0 && row.name().equals(args[0]) && !row.needsAll()) {
                root.addSubcommand(row.factory().get());
                return;
            }
        }
        addAll(root);
    }
}
