// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import io.github.lastack.facts.Facts;
import io.github.lastack.facts.SocketFact;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;

/** How long a JVM is judged: until it began to shut down, or its agent was taken out, or the recording ended. */
final class JvmExtent {
    /** How long it takes to end a recording after an agent was taken out, or the JVM began to shut down. */
    private static final Duration PARTING = Duration.ofSeconds(1);

    /** How long before the end of a chunk the agent may describe itself, on a busy machine. */
    private static final Duration LAST_EVENTS = Duration.ofSeconds(30);

    private JvmExtent() {}

    /**
     * Returns what was written as the end, unless the machine's clock was set meanwhile: it is what JFR takes the
     * chunk's length from. Events count ticks.
     *
     * @param written null if it is not known
     * @param newest when the newest event ended
     * @param toItsEnd whether the agent was there at the end, when it describes itself
     */
    static Instant end(Instant written, Instant newest, boolean toItsEnd) {
        if (written == null || newest.isAfter(written)) {
            return newest;
        }
        return toItsEnd && newest.isBefore(written.minus(LAST_EVENTS)) ? newest : written;
    }

    /**
     * Returns the JVM with the facts that are judged.
     *
     * @param file where it was recorded, as it begins the sentence about a loss; empty if that has no name
     * @param losses receives what is left out, as a sentence
     */
    static Recording.Jvm of(
            String file, String instance, Instant start, Instant end, Facts facts, Consumer<String> losses) {
        Recording.Jvm jvm = Recording.Jvm.of(instance, start, end, facts);
        if (!jvm.shutDown()) {
            return Recording.Jvm.of(instance, start, knownUntil(file, facts, end, losses), facts);
        }
        if (jvm.end().isBefore(end.minus(PARTING))) {
            losses.accept(String.format(
                    Locale.ROOT,
                    "%s goes on for %.1f s after its JVM began to shut down, and that time is not judged",
                    named(file),
                    seconds(jvm.end(), end)));
        }
        return jvm;
    }

    /** The end, or when the agent went before it: what looks open from then on may have been closed. */
    private static Instant knownUntil(String file, Facts facts, Instant end, Consumer<String> losses) {
        SocketFact.AgentInfo agent = null;
        for (SocketFact fact : facts.rare()) {
            agent = fact instanceof SocketFact.AgentInfo info ? info : agent;
        }
        if (agent == null || !agent.leaving() || !agent.at().isBefore(end.minus(PARTING))) {
            return end;
        }
        losses.accept(String.format(
                Locale.ROOT,
                "%s goes on for %.1f s after the agent was taken out of its JVM, and tells nothing of that time",
                named(file),
                seconds(agent.at(), end)));
        return agent.at();
    }

    private static String named(String file) {
        return file.isEmpty() ? "the recording" : file;
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
