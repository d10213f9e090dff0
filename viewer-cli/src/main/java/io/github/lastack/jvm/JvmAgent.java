// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import io.github.lastack.facts.source.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;

/** The agent in a running JVM: attaches it, queries it, detaches it. */
public final class JvmAgent {
    /** Twice the time after which the agent renews its metrics, and some more for a busy machine. */
    private static final Duration METRICS_AGE = Duration.ofSeconds(15);

    private final TargetJvm jvm;

    public JvmAgent(TargetJvm jvm) {
        this.jvm = jvm;
    }

    /** Returns in one line what is wrong with options for the agent; null if nothing is. */
    public static String problemWith(String options) throws InputException {
        return BundledAgent.problemWith(options);
    }

    /** Returns the agent's last status, without loading anything into the JVM. */
    public AgentReport report() throws InputException {
        return AgentReport.of(jvm.properties().getProperty(AgentReport.PROPERTY));
    }

    /** @return false if the agent was attached before; it continues with its options */
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

    /** @return false if the agent was not attached */
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

    /** Returns the agent's current status. */
    public AgentReport status() throws InputException {
        if (report().isAtWork()) {
            load("status");
        }
        return report();
    }

    /**
     * Returns the agent's current status with its metrics. The agent renews them once they were asked for; only a JVM
     * whose agent has not done so lately is loaded into.
     */
    public AgentReport metrics() throws InputException {
        AgentReport known = report();
        if (!known.isAtWork() || known.areMetricsNewerThan(METRICS_AGE)) {
            return known;
        }
        load("metrics");
        AgentReport report = report();
        if (report.isAtWork() && report.metrics().isEmpty()) {
            throw new InputException(
                    "the agent in process " + jvm.pid() + " has no metrics: it belongs to an older Lastack");
        }
        return report;
    }

    /** Loads the agent with options. The jar exists only until the JVM, which keeps it open, has loaded it. */
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
