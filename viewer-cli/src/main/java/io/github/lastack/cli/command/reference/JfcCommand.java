// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command.reference;

import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.events.EventNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "jfc",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prints settings for JFR recordings, for jcmd JFR.start settings= and JMC's template manager.",
        footer = {
            "",
            "The agent's events are also recorded without these settings. The settings make stack"
                    + " traces, thresholds and periods adjustable.",
            "",
            "Examples:",
            "  lastack jfc > lastack.jfc",
            "  jcmd PID JFR.start settings=$PWD/lastack.jfc duration=10m filename=app.jfr"
        })
public final class JfcCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = command.commandLine().getOut();
        try (InputStream settings = EventNames.class.getResourceAsStream("lastack.jfc")) {
            out.print(new String(settings.readAllBytes(), StandardCharsets.UTF_8));
        }
        out.flush();
        return ExitCode.OK;
    }
}
