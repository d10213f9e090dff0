// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.stats;

import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How many connections were in each state, over the time of a recording, which is divided into buckets of one length.
 *
 * @param bucket the length of each; the last one ends with the recording
 * @param lines of the states in which there ever was a connection
 */
public record StateTimeline(Instant start, Instant end, Duration bucket, Map<TcpState, Line> lines) {

    /**
     * One state, bucket by bucket.
     *
     * @param atEnd how many were in it as the bucket ended
     * @param peak how many were in it at once at most, looked at some times in each bucket; 1 at least where one was in
     *     it
     */
    public record Line(List<Integer> atEnd, List<Integer> peak) {
        /** The most at once, over all of the time. */
        public int most() {
            return peak.stream().mapToInt(Integer::intValue).max().orElse(0);
        }
    }
}
