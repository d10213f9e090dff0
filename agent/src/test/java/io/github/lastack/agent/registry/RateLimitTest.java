// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long BEGIN = Long.MAX_VALUE - 5; // System.nanoTime may overflow

    @Test
    void whatTenSecondsBringIsThereFromTheBeginning() {
        assertThat(admitted(new RateLimit(100, BEGIN), 0, 5_000)).isEqualTo(1_000);
    }

    @Test
    void thenAQuarterOfItComesEveryQuarterOfASecond() {
        RateLimit limit = new RateLimit(100, BEGIN);
        admitted(limit, 0, 5_000);

        assertThat(admitted(limit, 249, 100)).isZero();
        assertThat(admitted(limit, 250, 100)).isEqualTo(25);
        assertThat(admitted(limit, 1_000, 100)).isEqualTo(75);
    }

    @Test
    void noMoreThanTenSecondsAreSaved() {
        RateLimit limit = new RateLimit(100, BEGIN);
        admitted(limit, 0, 5_000);

        assertThat(admitted(limit, TimeUnit.DAYS.toMillis(300), 5_000)).isEqualTo(1_000);
    }

    @Test
    void aLimitBelowOneAQuarterIsOneAQuarter() {
        RateLimit limit = new RateLimit(1, BEGIN);

        assertThat(admitted(limit, 0, 100)).isEqualTo(40);
        assertThat(admitted(limit, 250, 100)).isEqualTo(1);
    }

    @Test
    void aFifthOfItComesWhileFiveTimesAsManyAreAskedFor() {
        RateLimit limit = new RateLimit(100, BEGIN);
        admitted(limit, 0, 5_000);

        assertThat(oneEvery(3, limit, 250)).as("at three times the rate").isEqualTo(25);
        assertThat(oneEvery(3, limit, 500)).isEqualTo(25);
        assertThat(oneEvery(2, limit, 750)).as("at five times the rate").isEqualTo(25);
        assertThat(oneEvery(2, limit, 1_000)).isEqualTo(5);
        assertThat(oneEvery(2, limit, 1_250)).isEqualTo(5);
        assertThat(oneEvery(3, limit, 1_500)).as("at three times").isEqualTo(5);
        assertThat(oneEvery(3, limit, 1_750)).isEqualTo(25);
    }

    @Test
    void aRushIsOverOnceNotAllIsUsedUpAndAfterARest() {
        RateLimit limit = new RateLimit(100, BEGIN);
        admitted(limit, 0, 5_000);
        oneEvery(1, limit, 250);
        assertThat(admitted(limit, 500, 3)).isEqualTo(3);
        assertThat(admitted(limit, 750, 100)).isEqualTo(25 + 2);

        oneEvery(1, limit, 1_000);
        assertThat(admitted(limit, 1_250, 100)).isEqualTo(5);
        assertThat(admitted(limit, 1_750, 100)).isEqualTo(50);
    }

    @Test
    void whatWasSavedAndIsUsedUpAtOnceIsNoRush() {
        RateLimit limit = new RateLimit(100, BEGIN);

        assertThat(admitted(limit, 0, 990)).isEqualTo(990);
        assertThat(oneEvery(1, limit, 0)).isEqualTo(10);
        assertThat(admitted(limit, 250, 100)).isEqualTo(25);
    }

    @Test
    void noLimitAdmitsAll() {
        assertThat(admitted(new RateLimit(0, BEGIN), 0, 100_000)).isEqualTo(100_000);
    }

    /** In a quarter of a second. */
    private static int oneEvery(int millis, RateLimit limit, long fromMillis) {
        int admitted = 0;
        for (int i = 0; i < 250; i += millis) {
            admitted += admitted(limit, fromMillis + i, 1);
        }
        return admitted;
    }

    private static int admitted(RateLimit limit, long millisLater, int wanted) {
        int admitted = 0;
        for (int i = 0; i < wanted; i++) {
            admitted += limit.admits(BEGIN + TimeUnit.MILLISECONDS.toNanos(millisLater)) ? 1 : 0;
        }
        return admitted;
    }
}
