// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.stats;

import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Number of connections in each state over the time of a recording, which is divided into buckets of one length.
 *
 * @param bucket the length of each bucket; the last one ends with the recording
 * @param lines the lines of the states in which there ever was a connection
 */
public record StateTimeline(Instant start, Instant end, Duration bucket, Map<TcpState, Line> lines) {

    /**
     * Line of one state, bucket by bucket.
     *
     * @param atEnd how many connections were in the state as the bucket ended
     * @param peak the most connections that were in the state at once, sampled several times in each bucket; at least 1
     *     where one was in it
     */
    public record Line(List<Integer> atEnd, List<Integer> peak) {
        /** Returns the most connections at once, over all of the time. */
        public int most() {
            return peak.stream().mapToInt(Integer::intValue).max().orElse(0);
        }
    }
}
