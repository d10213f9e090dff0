// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.AgentOptions;
import io.github.lastack.cli.input.JvmArgument;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.jvm.JvmAgent;
import io.github.lastack.jvm.TargetJvm;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "attach",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Loads the agent into a running JVM.",
        footer = {
            "",
            "From then on, every recording that runs there contains the agent's events. Connections"
                    + " that are already open are followed too; how they were opened is unknown.",
            "",
            "Examples:",
            "  lastack attach                          list the JVMs",
            "  lastack attach 4711",
            "  lastack attach shop.jar closewait=30s,probe=500ms"
        })
final class AttachCommand implements Callable<Integer> {
    @Mixin
    private JvmArgument jvm;

    @Parameters(
            index = "1..*",
            paramLabel = "OPTION",
            description = "Option of the agent, as after -javaagent:lastack-agent.jar=. A relative record=FILE is"
                    + " resolved in the working directory of the JVM.")
    private List<String> options = List.of();

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InputException {
        if (jvm.isMissing()) {
            return jvm.list();
        }
        String agentOptions = AgentOptions.checked(String.join(",", options), command);
        try (TargetJvm target = TargetJvm.at(jvm.target())) {
            JvmAgent agent = new JvmAgent(target);
            boolean wasAbsent = agent.attach(agentOptions);
            String now = agent.report().options();
            if (!wasAbsent && !agentOptions.isEmpty()) {
                throw new InputException("the agent is already attached to process " + target.pid() + ", with " + now
                        + "; detach it first to change its options");
            }
            command.commandLine()
                    .getOut()
                    .println((wasAbsent ? "attached to process " : "already attached to process ") + target.pid()
                            + ", with " + now);
            return ExitCode.OK;
        }
    }
}
