// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** What is open at a moment, as the agent lists it: see its {@code ConnectionScan.openAfter}. */
final class OpenNow {
    /** The agent was detached. */
    static final OpenNow NOT_KNOWN = new OpenNow(new long[] {Long.MAX_VALUE, 0});

    private static final int FIRST = 2;

    // The numbers of the agent's DescriptorUse.
    private static final int CONNECTION = 0;
    private static final int LISTENER = 1;
    private static final int CLOSING = 5;
    private static final int ACCEPTED = 6;

    private final long[] answer;

    OpenNow(long[] answer) {
        this.answer = answer;
    }

    /** Returns the newest number of all descriptors that were opened so far. */
    long newest() {
        return answer[0];
    }

    /** Returns how many descriptors were dropped without a close so far. */
    long dropped() {
        return answer[1];
    }

    /**
     * Returns the descriptors that should not be open.
     *
     * @param all whether healthy connections that this side has opened should not be either
     */
    long[] suspects(boolean all, LongPredicate wanted) {
        return numbers(use -> use != LISTENER && use != ACCEPTED && (all || use != CONNECTION), wanted);
    }

    /** Returns whether a channel among these is closed and keeps its descriptor, maybe for a moment. */
    boolean isAnyClosing(LongPredicate wanted) {
        return numbers(use -> use == CLOSING, wanted).length > 0;
    }

    private long[] numbers(LongPredicate use, LongPredicate wanted) {
        return places().filter(at -> use.test(answer[at + 1]) && wanted.test(answer[at]))
                .mapToLong(at -> answer[at])
                .toArray();
    }

    private IntStream places() {
        return IntStream.iterate(FIRST, at -> at < answer.length, at -> at + 2);
    }

    /** Returns all that are listed. */
    LongStream all() {
        return places().mapToLong(at -> answer[at]);
    }
}
