// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose;

import java.time.Duration;
import java.time.Instant;

/**
 * When the connections of a site were opened.
 *
 * @param first when the first of them was
 * @param newest when the last of them was
 * @param growing whether more are still to come, for all that can be seen
 */
public record Onset(Instant first, Instant newest, boolean growing) {
    /** Of arrivals by chance, one gap in twenty is longer than this many of the usual ones. */
    private static final int GAPS = 3;

    /** Silence that is shorter than this part of the whole time ends nothing, however quick they came before. */
    private static final int PART = 10;

    /** With fewer there is no usual gap. */
    private static final int FEWEST = 3;

    /** @param sureUntil until when all of them would have been found */
    static Onset of(int openings, Instant first, Instant newest, Instant sureUntil) {
        Duration between = Duration.between(first, newest);
        Duration silence = Duration.between(newest, sureUntil);
        Duration gaps = between.multipliedBy(GAPS).dividedBy(Math.max(1, openings - 1));
        Duration part = Duration.between(first, sureUntil).dividedBy(PART);
        boolean recent = silence.compareTo(gaps) <= 0 || silence.compareTo(part) <= 0;
        return new Onset(first, newest, openings >= FEWEST && !between.isZero() && recent);
    }
}
