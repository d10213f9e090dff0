// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long BEGIN = Long.MAX_VALUE - 5; // System.nanoTime may overflow

    @Test
    void limit_atBeginning_admitsTenSecondsWorth() {
        assertThat(admitted(new RateLimit(100, BEGIN), 0, 5_000)).isEqualTo(1_000);
    }

    @Test
    void limit_usedUp_growsByAQuarterEveryQuarterOfASecond() {
        RateLimit limit = new RateLimit(100, BEGIN);
        admitted(limit, 0, 5_000);

        assertThat(admitted(limit, 249, 100)).isZero();
        assertThat(admitted(limit, 250, 100)).isEqualTo(25);
        assertThat(admitted(limit, 1_000, 100)).isEqualTo(75);
    }

    @Test
    void limit_unused_savesTenSecondsAtMost() {
        RateLimit limit = new RateLimit(100, BEGIN);
        admitted(limit, 0, 5_000);

        assertThat(admitted(limit, TimeUnit.DAYS.toMillis(300), 5_000)).isEqualTo(1_000);
    }

    @Test
    void limit_belowOneAQuarter_isOneAQuarter() {
        RateLimit limit = new RateLimit(1, BEGIN);

        assertThat(admitted(limit, 0, 100)).isEqualTo(40);
        assertThat(admitted(limit, 250, 100)).isEqualTo(1);
    }

    @Test
    void limit_none_admitsAll() {
        assertThat(admitted(new RateLimit(0, BEGIN), 0, 100_000)).isEqualTo(100_000);
    }

    private static int admitted(RateLimit limit, long millisLater, int wanted) {
        int admitted = 0;
        for (int i = 0; i < wanted; i++) {
            admitted += limit.admits(BEGIN + TimeUnit.MILLISECONDS.toNanos(millisLater)) ? 1 : 0;
        }
        return admitted;
    }
}
