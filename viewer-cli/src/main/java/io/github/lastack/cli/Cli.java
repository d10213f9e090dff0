// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import io.github.lastack.cli.command.Commands;
import io.github.lastack.cli.input.JvmArgument;
import io.github.lastack.cli.input.NumberConverters;
import io.github.lastack.cli.input.Output;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.jvm.AttachModule;
import io.github.lastack.render.layout.Style;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root command, which turns exceptions into exit codes. */
@Command(
        name = "lastack",
        description = "Names the code that leaks TCP connections.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "The agent records inside the JVM that leaks, attached while it runs or present from its start:",
            "  lastack record PID",
            "  java -javaagent:lastack-agent.jar=record=app.jfr -jar app.jar",
            "",
            "Exit codes: 0 done; 1 check found more than is allowed; 2 wrong usage; 3 the input could not be read or"
                    + " the JVM could not be reached; 70 a bug in Lastack."
        })
public final class Cli implements Callable<Integer>, Output.Root {
    private static final int MEGABYTE_BITS = 20;
    private static final int JVMS_LISTED = 10;

    private static final String REPORT_BUGS = "https://github.com/lastack/lastack/issues";

    private static final String LESSON =
            """
            lastack names the code that leaks TCP connections.

            For a running JVM that leaks:
              lastack record PID             record for one minute, keep the recording, print what is wrong
              lastack top PID                watch it live

            For a JVM from its start:
              java -javaagent:lastack-agent.jar=record=app.jfr -jar app.jar

            From a recording:
              lastack summary app.jfr        what is wrong, worst first, on one screen
              lastack sites app.jfr          every leak site, with stacks
              lastack connections app.jfr    one line per connection, like netstat with the code added
              lastack report app.jfr         all of it as one HTML page, with charts

            On a leaky example:
              lastack demo

            'lastack help' lists all commands; 'lastack help COMMAND' explains one.
            """;

    private final Style style;

    @Spec
    private CommandSpec spec;

    private Cli(Style style) {
        this.style = style;
    }

    /** Runs a command with output as for a pipe. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return run(args, out, err, Style.PLAIN);
    }

    /** @return the exit code */
    public static int run(String[] args, PrintStream out, PrintStream err, Style style) {
        CommandLine line = line(style, root -> Commands.addNeeded(root, args));
        line.setOut(utf8(out));
        line.setErr(utf8(err));
        line.setUsageHelpWidth(style.width());
        Help.Ansi ansi = style.colour() ? Help.Ansi.ON : Help.Ansi.OFF;
        line.setColorScheme(Help.defaultColorScheme(ansi));
        line.setParameterExceptionHandler((problem, arguments) -> wrongUsage(problem.getCommandLine(), said(problem)));
        line.setExecutionExceptionHandler((problem, command, parsed) -> failed(command, problem));
        try {
            return line.execute(args);
        } catch (Error e) {
            // picocli lets errors through, and the JVM's own exit code for them is 1, which means something else.
            return failed(line, e);
        }
    }

    /** A command line with all commands, ready to parse. */
    static CommandLine line(Style style) {
        return line(style, Commands::addAll);
    }

    private static CommandLine line(Style style, Consumer<CommandLine> commands) {
        CommandLine line = new CommandLine(new Cli(style));
        commands.accept(line);
        NumberConverters.register(line);
        return line;
    }

    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)), true);
    }

    @Override
    public Style style() {
        return style;
    }

    /** Runs without a command: prints an introduction and lists the JVMs. */
    @Override
    public Integer call() {
        spec.commandLine().getErr().print(LESSON);
        spec.commandLine().getErr().print(jvms());
        spec.commandLine().getErr().flush();
        return ExitCode.WRONG_USAGE;
    }

    /** Returns the running JVMs; empty if this Java cannot attach. */
    private String jvms() {
        try {
            AttachModule.require();
            return "\n" + JvmArgument.running(JVMS_LISTED, style);
        } catch (InputException e) {
            return "";
        }
    }

    static int failed(CommandLine command, Throwable problem) {
        String name = command.getCommandSpec().qualifiedName();
        if (problem instanceof InputException) {
            command.getErr().println(name + ": " + problem.getMessage());
            return ExitCode.BAD_INPUT;
        }
        if (problem instanceof OutOfMemoryError) {
            command.getErr()
                    .println(name + ": the recording is too large for "
                            + (Runtime.getRuntime().maxMemory() >> MEGABYTE_BITS)
                            + " MB of heap; set JAVA_TOOL_OPTIONS=-Xmx8g");
            return ExitCode.BAD_INPUT;
        }
        command.getErr()
                .println(name + ": this is a bug in Lastack; please report it, with this trace, at " + REPORT_BUGS);
        problem.printStackTrace(command.getErr());
        return ExitCode.BUG;
    }

    private static int wrongUsage(CommandLine command, String message) {
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + message);
        command.getErr().println("try '" + name + " --help'");
        return ExitCode.WRONG_USAGE;
    }

    /** Returns the error as one line that starts in lower case, with a suggestion. */
    private static String said(ParameterException problem) {
        if (problem instanceof UnmatchedArgumentException unmatched) {
            String what = unmatched.getUnmatched().get(0);
            boolean option = what.startsWith("-");
            boolean root = problem.getCommandLine().getParent() == null;
            String kind = option ? "unknown option" : root ? "unknown command" : "unexpected argument";
            List<String> guesses = unmatched.getSuggestions();
            return kind + " '" + what + "'" + (guesses.isEmpty() ? "" : "; did you mean " + guess(guesses) + "?");
        }
        if (problem instanceof MissingParameterException missing
                && missing.getMissing().stream()
                        .anyMatch(each -> each.paramLabel().equals(JvmArgument.LABEL))) {
            return "name a JVM by process id, main class or jar; 'lastack attach' lists the running JVMs";
        }
        String message = problem.getMessage().lines().findFirst().orElse("");
        return message.isEmpty()
                ? "wrong usage"
                : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }

    private static String guess(List<String> guesses) {
        return "'" + guesses.get(0) + "'";
    }
}
