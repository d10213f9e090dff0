// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbePaceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ProbePace pace = new ProbePace(SECOND);

    @Test
    void probe_cheap_isMadeAsOftenAsConfigured() {
        assertThat(pace.restNanos(1_000, SECOND / 1_000)).isEqualTo(SECOND);
    }

    @Test
    void probe_expensive_isFollowedByALongRest() {
        assertThat(pace.restNanos(1_000, SECOND / 100)).isEqualTo(5 * SECOND);
        assertThat(pace.restNanos(50_000, SECOND / 20)).isEqualTo(5 * SECOND);
    }

    @Test
    void probe_fewDescriptors_needsNoRest() {
        assertThat(pace.restNanos(999, SECOND)).isEqualTo(SECOND);
    }

    @Test
    void rest_long_isAtMostFiveMinutesOrAsConfigured() {
        assertThat(pace.restNanos(50_000, 2 * SECOND)).isEqualTo(200 * SECOND);
        assertThat(pace.restNanos(1_000_000, 4 * SECOND)).isEqualTo(300 * SECOND);
        assertThat(new ProbePace(400 * SECOND).restNanos(1_000_000, 4 * SECOND)).isEqualTo(400 * SECOND);
    }

    @Test
    void share_moreDescriptors_grows() {
        assertThat(ProbePace.shareFor(0)).isEqualTo(0.002);
        assertThat(ProbePace.shareFor(1_000)).isEqualTo(0.002);
        assertThat(ProbePace.shareFor(25_500)).isCloseTo(0.006, within(1e-9));
        assertThat(ProbePace.shareFor(50_000)).isCloseTo(0.01, within(1e-9));
        assertThat(ProbePace.shareFor(1_000_000)).isCloseTo(0.01, within(1e-9));
    }

    @Test
    void cost_ofProbe_isCpuTime() {
        pace.begins();
        long until = System.nanoTime() + SECOND / 5;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }

        assertThat(pace.restAfter(1_000, 0)).isGreaterThan(SECOND);
        assertThat(pace.restAfter(1_000, 1_000 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void whatAThreadDoesOnceBetweenProbes_doesNotCount() {
        pace.begins();
        pace.restAfter(1_000, 0);
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < SECOND / 5) {
            Thread.onSpinWait();
        }
        pace.spares(System.nanoTime() - begin);
        pace.begins();

        assertThat(pace.restAfter(1_000, 0)).isLessThan(10 * SECOND); // a fifth of a second's work wants a hundred
    }
}
