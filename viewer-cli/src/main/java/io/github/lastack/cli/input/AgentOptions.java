// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import io.github.lastack.facts.source.InputException;
import io.github.lastack.jvm.JvmAgent;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for attaching the agent, used if it is not attached yet. */
public final class AgentOptions {
    private static final Pattern CLOSE_WAIT = Pattern.compile("(?:^|,)\\s*closewait\\s*=([^,]*)");
    private static final Duration CLOSE_WAIT_DEFAULT = Duration.ofSeconds(10);

    @Option(
            names = "--agent",
            paramLabel = "OPTIONS",
            description = "Options for the agent if it must be attached, such as closewait=2s,probe=500ms.")
    private String options = "";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** Returns the closewait limit that agent options set, or its default. */
    public static Duration closeWait(String options) {
        Matcher option = CLOSE_WAIT.matcher(options);
        Duration limit = CLOSE_WAIT_DEFAULT;
        while (option.find()) {
            limit = new DurationConverter().convert(option.group(1));
        }
        return limit;
    }

    public String checked() throws InputException {
        return checked(options, command);
    }

    /** Checks options with the bundled agent's own code, before anything is attached. */
    public static String checked(String options, CommandSpec command) throws InputException {
        String problem = options.isEmpty() ? null : JvmAgent.problemWith(options);
        if (problem != null) {
            throw new ParameterException(command.commandLine(), problem);
        }
        return options;
    }
}
