// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.recording.format.ChunkHeader;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClockStepsTest {
    private static final long HOUR = 3600;
    private static final long SECOND = 1_000_000_000;

    @Test
    void chunks_clockSetForward_areMovedToTheNewestClock() {
        assertThat(starts(chunk(0, HOUR + 10, 0), chunk(HOUR + 10, HOUR + 15, 10), chunk(HOUR + 15, HOUR + 20, 15)))
                .containsExactly(HOUR, HOUR + 10, HOUR + 15);
    }

    @Test
    void chunks_clockSetBack_areMovedToTheNewestClock() {
        assertThat(starts(chunk(0, 0, 0), chunk(0, 5, 100))).containsExactly(-100L, 0L);
    }

    @Test
    void chunk_negativeLengthOfJdk8_isMoved() {
        assertThat(starts(chunk(HOUR, 10, 0), chunk(10, 15, 10))).containsExactly(0L, 10L);
    }

    @Test
    void clock_drift_isNoStep() {
        assertThat(starts(chunk(0, HOUR, 0), chunk(HOUR, HOUR + 1, HOUR + 20))).containsExactly(0L, HOUR);
    }

    @Test
    void chunks_notAdjoining_mayBeOfTwoJvms() {
        assertThat(starts(chunk(0, 10, 0), chunk(HOUR, HOUR + 10, 70))).containsExactly(0L, HOUR);
    }

    @Test
    void chunk_ticksBeginAnew_isOfAnotherJvm() {
        assertThat(starts(chunk(0, 10, 70), chunk(10, 15, 0))).containsExactly(0L, 10L);
    }

    @Test
    void chunk_otherTickRate_isOfAnotherJvm() {
        ChunkHeader older = new ChunkHeader(0, 0, 0, 0, 0, 0, 10 * SECOND, 0, 2000, 0, true);
        assertThat(starts(older, chunk(10, 15, 100))).containsExactly(0L, 10L);
    }

    @Test
    void step_ofASecond_isIgnored() {
        assertThat(starts(chunk(0, 10, 0), chunk(10, 15, 8))).containsExactly(2L, 10L);
        assertThat(starts(chunk(0, 10, 0), chunk(10, 15, 12))).containsExactly(-2L, 10L);
        assertThat(starts(chunk(0, 10, 0), chunk(10, 15, 9))).containsExactly(0L, 10L);
        assertThat(starts(chunk(0, 10, 0), chunk(10, 15, 11))).containsExactly(0L, 10L);
    }

    @Test
    void chunkThatAsJfrSaysTookNoTime_beginsEarlierByWhatTheTicksSay() {
        ChunkHeader later = new ChunkHeader(0, 0, 0, 0, 0, 0, SECOND, 500, 1000, 0, true);

        assertThat(ClockSteps.takenBack(List.of(chunk(0, 0, 0), later)))
                .extracting(ChunkHeader::startNanos)
                .containsExactly(-SECOND / 2, 0L);
    }

    @Test
    void steps_several_areAllTakenBack() {
        assertThat(starts(chunk(0, HOUR + 10, 0), chunk(HOUR + 10, 20, 10), chunk(20, 25, 20)))
                .containsExactly(0L, 10L, 20L);
    }

    @Test
    void events_inAMovedChunk_areMoved() {
        ChunkHeader chunk = chunk(0, 10, 100);
        long ticks = 107 * 1000;
        assertThat(chunk.nanos(ticks)).isEqualTo(7 * SECOND);
        assertThat(chunk.laterBy(HOUR * SECOND).nanos(ticks)).isEqualTo((HOUR + 7) * SECOND);
        assertThat(chunk.laterBy(-5 * SECOND).nanos(ticks)).isEqualTo(2 * SECOND);
    }

    @Test
    void chunk_moved_isTheSameChunk() {
        ChunkHeader chunk = chunk(0, 10, 0);
        assertThat(chunk.laterBy(5).identity()).isEqualTo(chunk.identity());
    }

    private static Stream<Long> starts(ChunkHeader... chunks) {
        return ClockSteps.takenBack(List.of(chunks)).stream().map(chunk -> chunk.startNanos() / SECOND);
    }

    /** All in seconds, begin and end by the clock. */
    private static ChunkHeader chunk(long begin, long end, long ticks) {
        return new ChunkHeader(0, 0, 0, 0, begin * SECOND, 0, (end - begin) * SECOND, ticks * 1000, 1000, 0, true);
    }
}
