// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.site;

import java.time.Duration;
import java.time.Instant;

/**
 * When the connections of a site were opened, and when they came to have the problem.
 *
 * @param firstOpened when the first of them was opened
 * @param newestOpened when the last of them was opened
 * @param first when the first of them came to have the problem
 * @param newest when the last of those did of which it could be found
 * @param growing whether more are still to come, for all that can be seen
 */
public record Onset(Instant firstOpened, Instant newestOpened, Instant first, Instant newest, boolean growing) {
    /** Of arrivals by chance, one gap in twenty is longer than this many of the usual ones. */
    private static final int GAPS = 3;

    /** Silence that is shorter than this part of the whole time ends nothing, however quick they came before. */
    private static final int PART = 10;

    /** The agent notices a state of the kernel's at its next probe, and is late on a busy machine. */
    private static final Duration NOTICED_WITHIN = Duration.ofSeconds(2);

    /** With fewer there is no usual gap. */
    private static final int FEWEST = 3;

    /**
     * How connections came to have the problem.
     *
     * @param sureUntil until when all of them would have been found
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
