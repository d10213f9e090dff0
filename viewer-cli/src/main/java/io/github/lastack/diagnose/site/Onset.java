// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import java.time.Duration;
import java.time.Instant;

/**
 * Times at which the connections of a site were opened, and at which they came to have the problem.
 *
 * @param firstOpened when the first connection was opened
 * @param newestOpened when the last connection was opened
 * @param first when the first connection came to have the problem
 * @param newest when the last connection came to have the problem, among those for which this could be found
 * @param growing whether, as far as can be seen, more are still to come
 */
public record Onset(Instant firstOpened, Instant newestOpened, Instant first, Instant newest, boolean growing) {
    /**
     * Longest silence, in usual gaps, after which more arrivals are expected. Of random arrivals, one gap in twenty is
     * longer.
     */
    private static final int GAPS = 3;

    /**
     * Part of the whole time, as a divisor. A silence shorter than this part ends nothing, however fast the arrivals
     * were before.
     */
    private static final int PART = 10;

    /**
     * Delay with which the agent may notice a state. It notices a state of the kernel's at its next probe, and is late
     * on a busy machine.
     */
    private static final Duration NOTICED_WITHIN = Duration.ofSeconds(2);

    /** Fewest arrivals for which there is a usual gap. */
    private static final int FEWEST = 3;

    /**
     * Arrivals: how connections came to have the problem.
     *
     * @param sureUntil the time until which all of them would have been found
     */
    public record Arrivals(int count, Instant first, Instant newest, Instant sureUntil) {
        public boolean goOn() {
            Duration between = Duration.between(first, newest);
            Duration silence = Duration.between(newest, sureUntil);
            Duration gaps = between.multipliedBy(GAPS).dividedBy(Math.max(1, count - 1));
            Duration part = Duration.between(first, sureUntil).dividedBy(PART);
            boolean recent = silence.compareTo(gaps) <= 0
                    || silence.compareTo(part) <= 0
                    || silence.compareTo(NOTICED_WITHIN) <= 0;
            return count >= FEWEST && !between.isZero() && recent;
        }
    }

    static Onset of(Instant firstOpened, Instant newestOpened, Arrivals arrivals) {
        return new Onset(firstOpened, newestOpened, arrivals.first(), arrivals.newest(), arrivals.goOn());
    }
}
