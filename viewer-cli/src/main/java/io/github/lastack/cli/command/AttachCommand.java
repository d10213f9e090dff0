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
            "From then on its events go into whatever recording runs there. Connections that are open already are"
                    + " followed, too; how they were opened is unknown.",
            "",
            "Examples:",
            "  lastack attach                          which JVMs there are",
            "  lastack attach 4711",
            "  lastack attach shop.jar closewait=30s,probe=500ms"
        })
final class AttachCommand implements Callable<Integer> {
    @Mixin
    private JvmArgument jvm;

    @Parameters(
            index = "1..*",
            paramLabel = "OPTION",
            description = "The agent's options, as after -javaagent:lastack-agent.jar=; of record=FILE the folder is"
                    + " that in which the JVM runs.")
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
                throw new InputException("the agent is at work in process " + target.pid() + " already, with " + now
                        + "; detach it first to change that");
            }
            command.commandLine()
                    .getOut()
                    .println((wasAbsent ? "attached to process " : "was attached before to process ") + target.pid()
                            + ", with " + now);
            return ExitCode.OK;
        }
    }
}
