// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The facts about the recording itself.
 *
 * @param files as the user named them
 * @param losses what could not be read, a line each
 */
public record RecordingInfo(List<String> files, Instant start, Instant end, List<String> losses) {
    public Duration duration() {
        return Duration.between(start, end);
    }
}
