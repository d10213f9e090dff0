// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace(500, 1_000);

    @Test
    void firstWork_anyTime_isDueAtOnce() {
        assertThat(pace.isDue(Long.MIN_VALUE)).isTrue();
    }

    @Test
    void rest_afterWork_isAMultipleOfIt() {
        pace.worked(160, 160);

        assertThat(pace.isDue(160 + 500 * 160 - 1)).isFalse();
        assertThat(pace.isDue(160 + 500 * 160)).isTrue();
    }

    @Test
    void rest_afterLittleWork_isTheLeast() {
        pace.worked(1, 1);

        assertThat(pace.isDue(1_000)).isFalse();
        assertThat(pace.isDue(1_001)).isTrue();
    }

    @Test
    void clock_overflowing_keepsThePace() {
        pace.worked(Long.MAX_VALUE, 1);

        assertThat(pace.isDue(Long.MAX_VALUE)).isFalse();
        assertThat(pace.isDue(Long.MAX_VALUE + 1_000)).isTrue();
    }
}
