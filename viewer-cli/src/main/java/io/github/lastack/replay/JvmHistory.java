// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What happened in one JVM.
 *
 * @param agent the agent's newest description of itself; null if the recording ended before the first
 * @param closesLost connections whose close was not recorded, since JFR dropped the event
 * @param contradictions facts that could not be true of the state that they met
 * @param strangers connections opened before the recording, of which only an end was seen
 */
public record JvmHistory(
        String instance,
        Instant start,
        Instant end,
        SocketFact.AgentInfo agent,
        List<ConnectionHistory> connections,
        Surroundings around,
        int closesLost,
        int contradictions,
        int strangers) {
    private static final Duration DEFAULT_CLOSE_WAIT_LIMIT = Duration.ofSeconds(10);

    /** How long a connection may stay in CLOSE_WAIT. */
    public Duration closeWaitLimit() {
        return agent == null || agent.closeWaitLimit().isZero() ? DEFAULT_CLOSE_WAIT_LIMIT : agent.closeWaitLimit();
    }
}
