// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.JvmArgument;
import io.github.lastack.cli.input.SharedFile;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.jvm.AgentReport;
import io.github.lastack.jvm.JvmAgent;
import io.github.lastack.jvm.TargetJvm;
import io.github.lastack.render.text.PrometheusText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prints the counts and leak sites of a running JVM in Prometheus' text format. Attaches nothing.",
        footer = {
            "",
            "The agent must be running in that JVM. After the first call it renews the values every 5 s, until"
                    + " it is detached, so that further calls load nothing into the JVM.",
            "",
            "Examples:",
            "  lastack metrics 4711",
            "  lastack metrics shop.jar -o /var/lib/prometheus/node-exporter/shop.prom"
        })
final class MetricsCommand implements Callable<Integer> {
    @Mixin
    private JvmArgument jvm;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Writes to FILE instead, at once and readable by all: for the textfile collector of"
                    + " node_exporter, which reads files that end with .prom.")
    private Path file;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InputException {
        if (jvm.isMissing()) {
            return jvm.list();
        }
        String text = text();
        if (file != null) {
            SharedFile.replace(file, text);
            return ExitCode.OK;
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(text);
        out.flush();
        return ExitCode.OK;
    }

    private String text() throws InputException {
        try (TargetJvm target = TargetJvm.at(jvm.target())) {
            AgentReport report = new JvmAgent(target).metrics();
            if (!report.isAtWork()) {
                throw new InputException("no agent is running in process " + target.pid()
                        + (report.reason().isEmpty() ? "" : " (the last start failed: " + report.reason() + ")")
                        + "; 'lastack attach " + target.pid() + "' attaches it");
            }
            return PrometheusText.of(report.metrics(), report.version(), report.since());
        }
    }
}
