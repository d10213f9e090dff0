// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.command;

import io.github.lastack.cli.input.AllFrames;
import io.github.lastack.cli.input.EnumConverter;
import io.github.lastack.cli.input.Output;
import io.github.lastack.cli.input.RecordingFiles;
import io.github.lastack.cli.input.RemoteConverter;
import io.github.lastack.cli.input.RowLimit;
import io.github.lastack.cli.input.SiteFormat;
import io.github.lastack.cli.terminal.ExitCode;
import io.github.lastack.cli.terminal.Version;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.select.RemoteName;
import io.github.lastack.diagnose.select.SiteSelection;
import io.github.lastack.facts.source.InputException;
import io.github.lastack.render.json.SitesJson;
import io.github.lastack.render.text.CollapsedStacks;
import io.github.lastack.render.text.SitesText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "sites",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists every place in the code that leaks connections, with stacks, worst first.",
        footer = {
            "",
            "Examples:",
            "  lastack sites app.jfr",
            "  lastack sites app.jfr --problem close-wait,never-closed --top 5",
            "  lastack sites app.jfr --all-frames",
            "  lastack sites app.jfr --remote 10.0.0.7:8080 --package com.acme.feed",
            "  lastack sites app.jfr --format json | jq -r '.sites[].blame'",
            "  lastack sites app.jfr --format collapsed | flamegraph.pl > leaks.svg"
        })
final class SitesCommand implements Callable<Integer> {
    @Mixin
    private RecordingFiles recording;

    @Option(
            names = "--problem",
            split = ",",
            paramLabel = "PROBLEM",
            converter = EnumConverter.Problems.class,
            completionCandidates = EnumConverter.Problems.class,
            description = "Only these problems, comma-separated: ${COMPLETION-CANDIDATES}.")
    private List<Problem> problems = List.of();

    @Option(
            names = "--remote",
            paramLabel = "REMOTE",
            converter = RemoteConverter.class,
            description = "Only sites with connections to or from this host or address, with or without a port.")
    private RemoteName remote;

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "Only sites with a frame of this package, or of a subpackage, in any of their stacks.")
    private String inPackage;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = EnumConverter.SiteFormats.class,
            completionCandidates = EnumConverter.SiteFormats.class,
            description = "text for people (default), json for programs, or collapsed for flame-graph tools: a line is"
                    + " a stack and its number of connections.")
    private SiteFormat format = SiteFormat.TEXT;

    @Spec
    private CommandSpec command;

    @Mixin
    private RowLimit top = new RowLimit();

    @Mixin
    private AllFrames frames = new AllFrames();

    @Override
    public Integer call() throws InputException, IOException {
        Diagnosis diagnosis = recording.diagnosis();
        SiteSelection selection =
                SiteSelection.of(diagnosis.sites(), SiteSelection.having(problems, remote, inPackage), top.number());
        PrintWriter out = command.commandLine().getOut();
        switch (format) {
            case TEXT -> out.print(SitesText.of(diagnosis, selection, frames.in(Output.style(command))));
            case JSON -> SitesJson.write(diagnosis, selection, out);
            case COLLAPSED -> out.print(CollapsedStacks.of(selection));
        }
        out.flush();
        return ExitCode.OK;
    }
}
