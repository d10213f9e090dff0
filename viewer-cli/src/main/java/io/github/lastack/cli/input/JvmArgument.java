// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.jvm.AttachModule;
import io.github.lastack.jvm.RunningJvm;
import io.github.lastack.jvm.RunningJvms;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.text.JvmsText;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The argument that names a running JVM; without it, the command lists the JVMs. */
public final class JvmArgument {
    public static final String LABEL = "PID";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = LABEL,
            completionCandidates = PidCompletion.Candidates.class,
            description = "Process id, main class or jar of a JVM (default: list the JVMs).")
    private String target;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    public boolean isMissing() {
        return target == null;
    }

    /** @throws InputException if this Java can attach to none */
    public String target() throws InputException {
        AttachModule.require();
        return target;
    }

    public int list() throws InputException {
        AttachModule.require();
        command.commandLine().getOut().print(running(Integer.MAX_VALUE, Output.style(command)));
        command.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    /**
     * Lists the visible JVMs. This Java must be able to attach; see {@link AttachModule}.
     *
     * @param most most JVMs to list; the others are counted
     */
    public static String running(int most, Style style) {
        List<RunningJvm> jvms = RunningJvms.all();
        String listed = JvmsText.of(
                jvms.stream()
                        .limit(most)
                        .map(jvm -> new JvmsText.Row(jvm.pid(), jvm.user(), jvm.command()))
                        .toList(),
                style);
        return jvms.size() <= most
                ? listed
                : listed + "and " + (jvms.size() - most) + " more; 'lastack attach' lists them all\n";
    }
}
