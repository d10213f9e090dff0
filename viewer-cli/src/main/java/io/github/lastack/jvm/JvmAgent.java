// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import io.github.lastack.facts.source.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Our agent in a running JVM: brought in, asked, taken out. */
public final class JvmAgent {
    private final TargetJvm jvm;

    public JvmAgent(TargetJvm jvm) {
        this.jvm = jvm;
    }

    /** In one line, what is wrong with options for the agent; null if nothing is. */
    public static String problemWith(String options) throws InputException {
        return BundledAgent.problemWith(options);
    }

    /** What it said last of itself; nothing is loaded for that. */
    public AgentReport report() throws InputException {
        return AgentReport.of(jvm.properties().getProperty(AgentReport.PROPERTY));
    }

    /** @return false if it was there before, and goes on as it was */
    public boolean attach(String options) throws InputException {
        if (report().isAtWork()) {
            return false;
        }
        load(options);
        AgentReport report = report();
        if (!report.isAtWork()) {
            throw new InputException("the agent did not start in process " + jvm.pid() + ": "
                    + (report.reason().isEmpty() ? "see its stderr" : report.reason()));
        }
        return true;
    }

    /** @return false if it was not there */
    public boolean detach() throws InputException {
        if (!report().isAtWork()) {
            return false;
        }
        load("detach");
        if (report().isAtWork()) {
            throw new InputException(
                    "the agent in process " + jvm.pid() + " did not detach: it belongs to an older Lastack");
        }
        return true;
    }

    /** What it is doing now. */
    public AgentReport status() throws InputException {
        if (report().isAtWork()) {
            load("status");
        }
        return report();
    }

    /** The jar is there while the JVM loads it, which keeps it open; nothing is left behind. */
    private void load(String options) throws InputException {
        try (TargetFolder folder = TargetFolder.in(jvm, List.of(), JvmAgent::putJar)) {
            jvm.load(folder.pathInTarget(BundledJar.AGENT.fileName()), options);
        }
    }

    private static void putJar(TargetFolder folder) throws IOException {
        try (InputStream jar = BundledJar.AGENT.open()) {
            folder.write(BundledJar.AGENT.fileName(), jar);
        }
    }
}
