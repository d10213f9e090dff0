// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.problem;

import io.github.lastack.history.JvmHistory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What could not be judged, so that finding nothing proves nothing.
 *
 * @param unread what of the recording could not be read, or was not recorded any more, a sentence each
 * @param failedHooks methods that the agent could not watch, with the reason
 * @param kernelNotAsked whether a peer's close that nobody reads stayed unseen
 * @param tooShort the JVMs that were watched for less than the limit, and had connections open when that ended
 */
public record Judgement(
        List<String> unread, List<String> failedHooks, boolean kernelNotAsked, List<TooShort> tooShort) {

    /**
     * One JVM in which no connection could be seen to leak for as long as the limit.
     *
     * @param recorded how long was recorded, from when on the agent knew the connections
     * @param attachedLater whether the agent came after the recording had begun
     * @param open how many descriptors were open at the end
     */
    public record TooShort(String instance, Duration recorded, Duration limit, boolean attachedLater, int open) {

        /** Empty where what leaks would have been found. With nothing open, nothing can. */
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

    /** Whether all was judged. */
    public boolean isWhole() {
        return seesAll() && !kernelNotAsked && tooShort.isEmpty();
    }

    /** Whether the problem would have been found. */
    public boolean judges(Problem problem) {
        return seesAll() && (!problem.mustLast() || !kernelNotAsked && tooShort.isEmpty());
    }

    /** Whether every opening and every close was seen. */
    public boolean seesAll() {
        return unread.isEmpty() && failedHooks.isEmpty();
    }
}
