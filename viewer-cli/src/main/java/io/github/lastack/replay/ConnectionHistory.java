// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.model.Evidence;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One connection's whole life, as far as it was recorded.
 *
 * @param states never empty
 * @param endOfStreamSeen whether a read has returned -1
 * @param errorAt when a read or write failed; null if none did
 * @param closedAt when close was called; null if it was not
 * @param collected whether the descriptor object was garbage-collected before anyone called close
 * @param closeLost whether the agent no longer knew it while it never recorded its close: that event was lost
 * @param until the end of what was recorded of its JVM
 */
public record ConnectionHistory(
        String instance,
        long id,
        SocketFact.Ends ends,
        Instant openedAt,
        List<Stay> states,
        Stacks stacks,
        boolean endOfStreamSeen,
        Instant errorAt,
        Instant closedAt,
        boolean unreadData,
        boolean collected,
        boolean closeLost,
        Instant until) {

    /** The beginning of the connection's stay in a state. */
    public record Stay(TcpState state, Instant at, Evidence evidence) {}

    /** The four stacks that matter, innermost frame first; empty where there is none. */
    public record Stacks(List<String> opened, List<String> endOfStream, List<String> lastUsed, List<String> closed) {}

    public Role role() {
        return ends.role();
    }

    public String remote() {
        return ends.remote();
    }

    /** The state at the end of the recording. */
    public TcpState state() {
        return last().state();
    }

    /** How long the connection has been in its last state when the recording ends. */
    public Duration inState() {
        return Duration.between(last().at(), until);
    }

    /** When the last state was entered. */
    public Instant since() {
        return last().at();
    }

    public boolean isOpen() {
        return closedAt == null;
    }

    /** When the connection entered that state for the last time. */
    public Optional<Instant> entered(TcpState state) {
        return states.stream()
                .filter(stay -> stay.state() == state)
                .map(Stay::at)
                .reduce((first, second) -> second);
    }

    private Stay last() {
        return states.get(states.size() - 1);
    }
}
