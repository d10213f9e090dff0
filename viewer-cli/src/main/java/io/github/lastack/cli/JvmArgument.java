// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import io.github.lastack.jvm.AttachModule;
import io.github.lastack.jvm.RunningJvm;
import io.github.lastack.jvm.RunningJvms;
import io.github.lastack.render.JvmsText;
import io.github.lastack.replay.InputException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which running JVM is meant; without it the command lists them. */
final class JvmArgument {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PID",
            description = "Process id of a JVM, or the name of its main class or jar; without it the JVMs are listed.")
    private String target;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    boolean isMissing() {
        return target == null;
    }

    /** @throws InputException if this Java can attach to none */
    String target() throws InputException {
        AttachModule.require();
        return target;
    }

    int list() throws InputException {
        AttachModule.require();
        List<RunningJvm> jvms = RunningJvms.all();
        command.commandLine()
                .getOut()
                .print(JvmsText.of(
                        jvms.stream()
                                .map(jvm -> new JvmsText.Row(jvm.pid(), jvm.user(), jvm.command()))
                                .toList(),
                        Output.style(command)));
        command.commandLine().getOut().flush();
        return Cli.OK;
    }
}
