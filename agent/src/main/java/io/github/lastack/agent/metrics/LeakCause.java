// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.metrics;

/** What is wrong with an open connection and why, in the words of {@code lastack sites}. */
public enum LeakCause {
    END_OF_STREAM_IGNORED("close-wait"),
    END_OF_STREAM_UNREAD("close-wait"),
    HALF_CLOSED("close-wait"),
    PEER_NEVER_CLOSES("fin-wait-2"),
    UNREACHABLE("never-closed"),
    NEVER_CONNECTED("never-closed"),
    REGISTERED_WITH_SELECTOR("never-closed"),
    ERROR_IGNORED("never-closed"),
    UNREAD_DATA("stalled"),
    PEER_VANISHED("stalled");

    private final String problem;
    private final String word;

    LeakCause(String problem) {
        this.problem = problem;
        this.word = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    public String problem() {
        return problem;
    }

    public String word() {
        return word;
    }
}
