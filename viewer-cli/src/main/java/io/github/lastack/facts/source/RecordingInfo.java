// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The facts about the recording itself.
 *
 * @param files as the user named them
 * @param losses what could not be read, a line each
 * @param unread those of the losses by which events are missing that should have been judged
 */
public record RecordingInfo(List<String> files, Instant start, Instant end, List<String> losses, List<String> unread) {
    public Duration duration() {
        return Duration.between(start, end);
    }
}
