// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import io.github.lastack.recording.format.ChunkHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * Corrects a recording for steps of the machine's clock. JFR counts ticks, and reads the clock once a chunk: a clock
 * that was set forward by an hour leaves a gap of an hour between two chunks. The ticks show that no time passed.
 */
final class ClockSteps {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NO_STEP_NANOS = 1_000_000_000;

    /** No real chunk is so short; after the clock was set back, JFR writes lengths of a nanosecond or two. */
    private static final long STOPPED_NANOS = 1_000;

    /** Largest relative error of the tick rate. */
    private static final double DRIFT = 0.01;

    private ClockSteps() {}

    /** Returns the chunks with all times by the clock as it was set when the newest began. */
    static List<ChunkHeader> takenBack(List<ChunkHeader> chunks) {
        List<ChunkHeader> even = new ArrayList<>(chunks);
        long laterBy = 0;
        for (int i = chunks.size() - 2; i >= 0; i--) {
            laterBy += stepBetween(chunks.get(i), chunks.get(i + 1));
            if (laterBy != 0) {
                even.set(i, chunks.get(i).laterBy(laterBy));
            }
        }
        return even;
    }

    private static long stepBetween(ChunkHeader older, ChunkHeader newer) {
        long nanos = newer.startNanos() - older.startNanos();
        double ticks = newer.startTicks() - older.startTicks();
        double elapsed = ticks / older.ticksPerSecond() * NANOS_PER_SECOND;
        // Ticks are comparable only between successive chunks of one JVM. JDK 8 writes negative lengths.
        boolean adjoin = Math.abs(nanos - older.durationNanos()) < NO_STEP_NANOS;
        if (!adjoin || ticks < 0 || older.ticksPerSecond() != newer.ticksPerSecond()) {
            return 0;
        }
        double step = nanos - elapsed;
        boolean isStopped = older.durationNanos() < STOPPED_NANOS;
        double unsure = isStopped ? 0 : NO_STEP_NANOS + DRIFT * elapsed;
        return Math.abs(step) <= unsure ? 0 : (long) step;
    }
}
