// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import io.github.lastack.history.JvmHistory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a diagnosis that could not be judged, so that finding nothing proves nothing.
 *
 * @param unread parts of the recording that could not be read or were no longer recorded, one sentence each
 * @param failedHooks methods that the agent could not watch, with the reason
 * @param kernelNotAsked whether a peer's close that no code reads stayed unseen
 * @param tooShort the JVMs that were watched for less than the limit and had connections open at the end
 */
public record Judgement(
        List<String> unread, List<String> failedHooks, boolean kernelNotAsked, List<TooShort> tooShort) {

    /**
     * A JVM in which no connection could be seen to leak for as long as the limit.
     *
     * @param recorded the recorded time, starting when the agent knew the connections
     * @param attachedLater whether the agent was attached after the recording had begun
     * @param open the number of descriptors open at the end
     */
    public record TooShort(String instance, Duration recorded, Duration limit, boolean attachedLater, int open) {

        /**
         * Returns a JVM that was watched for too short a time. Returns empty if a leak would have been found, or if
         * nothing is open, since then nothing can leak.
         */
        public static Optional<TooShort> of(JvmHistory jvm, int open) {
            Duration watched = Duration.between(jvm.watchedSince(), jvm.end());
            if (open == 0 || watched.compareTo(jvm.closeWaitLimit()) >= 0) {
                return Optional.empty();
            }
            boolean attachedLater = jvm.watchedSince().isAfter(jvm.start());
            Duration recorded = attachedLater ? watched : Duration.between(jvm.start(), jvm.end());
            return Optional.of(new TooShort(jvm.instance(), recorded, jvm.closeWaitLimit(), attachedLater, open));
        }
    }

    /** Returns whether everything was judged. */
    public boolean isWhole() {
        return seesAll() && !kernelNotAsked && tooShort.isEmpty();
    }

    /** Returns whether the problem would have been found. */
    public boolean judges(Problem problem) {
        return seesAll() && (!problem.mustLast() || !kernelNotAsked && tooShort.isEmpty());
    }

    /** Returns whether every opening and every close was seen. */
    public boolean seesAll() {
        return unread.isEmpty() && failedHooks.isEmpty();
    }
}
