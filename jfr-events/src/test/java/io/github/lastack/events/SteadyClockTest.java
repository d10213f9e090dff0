// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final long HOUR = 3_600_000;
    private static final long NOW = 100 * HOUR;
    private static final long OPENED = NOW - 5_000;

    @Test
    void moment_whileTheClocksAgree_isTheSameByBoth() {
        for (long apart = -499; apart <= 499; apart++) {
            assertThat(SteadyClock.byTheWall(OPENED, NOW + apart, NOW)).isEqualTo(OPENED);
        }
    }

    @Test
    void moment_wallClockSetForward_isTheWallClocks() {
        assertThat(SteadyClock.byTheWall(OPENED, NOW + HOUR, NOW)).isEqualTo(OPENED + HOUR);
        assertThat(SteadyClock.byTheWall(OPENED, NOW + 500, NOW)).isEqualTo(OPENED + 500);
    }

    @Test
    void moment_wallClockSetBack_isTheWallClocks() {
        assertThat(SteadyClock.byTheWall(OPENED, NOW - HOUR, NOW)).isEqualTo(OPENED - HOUR);
        assertThat(SteadyClock.byTheWall(OPENED, NOW - 500, NOW)).isEqualTo(OPENED - 500);
    }

    @Test
    void clocks_areThoseOfThisMachine() {
        long before = System.currentTimeMillis();
        long now = SteadyClock.byTheWall(SteadyClock.millis());
        long after = System.currentTimeMillis();

        assertThat(now).isBetween(before - 501, after + 501);
    }
}
