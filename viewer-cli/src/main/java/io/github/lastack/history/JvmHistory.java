// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import io.github.lastack.facts.SocketFact;
import java.time.Duration;
import java.time.Instant;

/**
 * What is known of one JVM as a whole, apart from its connections.
 *
 * @param index its index among the recorded JVMs
 * @param agent the agent's newest description of itself; null if the recording ended before the first
 * @param origins from where the classes in its stacks were loaded
 */
public record JvmHistory(
        int index,
        String instance,
        Instant start,
        Instant end,
        SocketFact.AgentInfo agent,
        ClassOrigins origins,
        JvmContext context) {
    private static final Duration DEFAULT_CLOSE_WAIT_LIMIT = Duration.ofSeconds(10);

    /** Returns how long a connection may stay in CLOSE_WAIT. */
    public Duration closeWaitLimit() {
        return agent == null || agent.closeWaitLimit().isZero() ? DEFAULT_CLOSE_WAIT_LIMIT : agent.closeWaitLimit();
    }

    /** Returns since when every open connection was known, which may be before or after the start of the recording. */
    public Instant watchedSince() {
        return agent == null || agent.watchingSince() == null ? start : agent.watchingSince();
    }
}
