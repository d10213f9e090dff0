// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli;

import io.github.lastack.render.Annotator;
import io.github.lastack.replay.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "annotate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Gives lines of ss, netstat or lsof back with the code that opened and last touched each connection.",
        footer = {
            "",
            "Examples:",
            "  ss -tanp | lastack annotate app.jfr",
            "  netstat -anp | grep CLOSE_WAIT | lastack annotate app.jfr"
        })
final class AnnotateCommand implements Callable<Integer> {
    @Mixin
    private RecordingArguments recording;

    /** Line by line, as they come. */
    @Override
    public Integer call() throws InputException, IOException {
        Annotator annotator = new Annotator(recording.diagnosis(), recording.style());
        PrintWriter out = recording.out();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in)); // as the tool wrote them
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            out.println(annotator.of(line));
            out.flush();
        }
        return Cli.OK;
    }
}
