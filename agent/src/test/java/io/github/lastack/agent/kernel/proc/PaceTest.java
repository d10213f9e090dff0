// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace(500, 1_000);

    @Test
    void firstIsDueAtOnce() {
        assertThat(pace.isDue(Long.MIN_VALUE)).isTrue();
    }

    @Test
    void restIsAMultipleOfTheWork() {
        pace.worked(160, 160);

        assertThat(pace.isDue(160 + 500 * 160 - 1)).isFalse();
        assertThat(pace.isDue(160 + 500 * 160)).isTrue();
    }

    @Test
    void restIsNeverShorterThanTheLeast() {
        pace.worked(1, 1);

        assertThat(pace.isDue(1_000)).isFalse();
        assertThat(pace.isDue(1_001)).isTrue();
    }

    @Test
    void clockMayOverflow() {
        pace.worked(Long.MAX_VALUE, 1);

        assertThat(pace.isDue(Long.MAX_VALUE)).isFalse();
        assertThat(pace.isDue(Long.MAX_VALUE + 1_000)).isTrue();
    }
}
