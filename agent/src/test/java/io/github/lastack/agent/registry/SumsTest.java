// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SumsTest {
    private static final int LEADING = 0;
    private static final int OTHER = 2;

    private final Sums sums = new Sums(3);

    @Test
    void sumsAreApart() {
        sums.increment(LEADING);
        sums.increment(OTHER);
        sums.increment(OTHER);

        assertThat(sums.of(LEADING)).isEqualTo(1);
        assertThat(sums.of(1)).isZero();
        assertThat(sums.of(OTHER)).isEqualTo(2);
    }

    @Test
    void whatWasCountedBeforeThereWasMuchIsPartOfTheSum() {
        for (int i = 0; i < 1_000; i++) {
            sums.increment(OTHER);
            sums.increment(LEADING);
            assertThat(sums.of(LEADING)).isEqualTo(i + 1);
            assertThat(sums.of(OTHER)).isEqualTo(i + 1);
        }
    }

    /** Among them are the moments at which there comes to be much. */
    @Test
    void nothingIsLostWhereManyThreadsCount() throws Exception {
        for (int round = 0; round < 200; round++) {
            Sums shared = new Sums(3);
            together(8, () -> {
                for (int i = 0; i < 100; i++) {
                    shared.increment(LEADING);
                    shared.increment(OTHER);
                }
            });
            assertThat(shared.of(LEADING)).isEqualTo(800);
            assertThat(shared.of(OTHER)).isEqualTo(800);
        }
    }

    private static void together(int threads, Runnable work) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(pool.submit(work));
        }
        for (Future<?> each : all) {
            each.get();
        }
        pool.shutdown();
    }
}
