// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClockStepsTest {
    private static final long HOUR = 3600;

    @Test
    void chunksBeforeAClockWasSetForwardAreMovedToTheNewestsClock() {
        assertThat(starts(chunk(0, HOUR + 10, 0), chunk(HOUR + 10, HOUR + 15, 10), chunk(HOUR + 15, HOUR + 20, 15)))
                .containsExactly(HOUR, HOUR + 10, HOUR + 15);
    }

    @Test
    void chunksBeforeAClockWasSetBackAreMovedToTheNewestsClock() {
        assertThat(starts(chunk(0, 0, 0), chunk(0, 5, 100))).containsExactly(-100L, 0L);
    }

    @Test
    void chunkThatJdk8SaysIsShorterThanNothingIsMovedToo() {
        assertThat(starts(chunk(HOUR, 10, 0), chunk(10, 15, 10))).containsExactly(0L, 10L);
    }

    @Test
    void clockThatRunsALittleWrongWasNotSet() {
        assertThat(starts(chunk(0, HOUR, 0), chunk(HOUR, HOUR + 1, HOUR + 20))).containsExactly(0L, HOUR);
    }

    @Test
    void chunksThatDoNotAdjoinMayBeOfTwoJvms() {
        assertThat(starts(chunk(0, 10, 0), chunk(HOUR, HOUR + 10, 70))).containsExactly(0L, HOUR);
    }

    @Test
    void movedChunkIsTheSameChunk() {
        ChunkHeader chunk = chunk(0, 10, 0);
        assertThat(chunk.laterBy(5).identity()).isEqualTo(chunk.identity());
    }

    private static Stream<Long> starts(ChunkHeader... chunks) {
        return ClockSteps.takenBack(List.of(chunks)).stream().map(chunk -> chunk.startNanos() / 1_000_000_000);
    }

    /** All in seconds, begin and end by the clock. */
    private static ChunkHeader chunk(long begin, long end, long ticks) {
        long second = 1_000_000_000;
        return new ChunkHeader(0, 0, 0, 0, begin * second, 0, (end - begin) * second, ticks * 1000, 1000, 0, true);
    }
}
