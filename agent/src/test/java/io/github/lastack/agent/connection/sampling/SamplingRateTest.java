// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingRateTest {
    private static final long BEGIN = Long.MAX_VALUE - 5; // System.nanoTime may overflow
    private static final int WANTED = 500;

    private final SamplingRate rate = new SamplingRate(WANTED, BEGIN);
    private final SplittableRandom random = new SplittableRandom(20_261_130);

    @Test
    void draw_fewerThanWanted_takesAllWithWeightOne() {
        assertThat(IntStream.range(0, 400).map(i -> draw(i * 1_000 / 400))).containsOnly(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 100_000, 1_000_000})
    void draw_manyMoreThanWanted_takesAboutAsManyAsWanted(int aSecond) {
        drawn(0, aSecond); // until it has adapted
        assertThat(drawn(1, aSecond)).isBetween(WANTED / 3, WANTED * 2);
    }

    @Test
    void draw_afterARush_takesAllAgainWithinTwoSeconds() {
        drawn(0, 100_000);
        drawn(1, 400);
        drawn(2, 400);

        assertThat(drawn(3, 400)).isEqualTo(400);
    }

    @Test
    void draw_afterARest_takesAllAgain() {
        drawn(0, 100_000);

        assertThat(drawn(60, 100)).isEqualTo(100);
    }

    @Test
    void draw_rateRisesHundredfoldAtOnce_takesFewMore() {
        drawn(0, 1_000);

        assertThat(drawn(1, 100_000)).isLessThan(WANTED * 4);
    }

    @Test
    void draw_oneASecondIsWanted_goesOnWithFewSamples() {
        SamplingRate one = new SamplingRate(1, BEGIN);
        double sum = 0;
        int samples = 0;
        for (int i = 0; i < 100_000; i++) {
            int weight = one.draw(BEGIN + i * TimeUnit.SECONDS.toNanos(10) / 100_000, random.nextInt());
            sum += weight;
            samples += weight > 0 ? 1 : 0;
        }
        assertThat(samples).isBetween(20, 120);
        assertThat(sum).isBetween(10_000.0, 1_000_000.0);
    }

    /** Four standard errors are passed once in 16,000 times where nothing is wrong; the seeds are fixed. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void sumsOfWeights_ofSitesOfVeryDifferentShares_areUnbiased(int threads) throws InterruptedException {
        int seeds = 10;
        double[] deviations = new double[Shares.SITES];
        for (int seed = 0; seed < seeds; seed++) {
            Shares shares = Shares.sampled(seed, threads);
            for (int site = 0; site < Shares.SITES; site++) {
                double deviation = shares.deviation(site);
                assertThat(Math.abs(deviation))
                        .as("site %d, seed %d: %s", site, seed, shares)
                        .isLessThan(4);
                deviations[site] += deviation;
            }
        }
        for (double sum : deviations) {
            assertThat(Math.abs(sum / Math.sqrt(seeds)))
                    .as("bias over the seeds")
                    .isLessThan(4);
        }
    }

    /** 200,000 openings within ten seconds, at sites of 90, 9, 0.9 and 0.1 %. */
    private static final class Shares {
        private static final int SITES = 4;
        private static final int OPENINGS = 200_000;

        private final int[] opened = new int[SITES];
        private final DoubleAdder[] estimates = new DoubleAdder[SITES];
        private final DoubleAdder variance = new DoubleAdder();

        static Shares sampled(int seed, int threads) throws InterruptedException {
            Shares shares = new Shares();
            SplittableRandom random = new SplittableRandom(seed);
            int[] sites = new int[OPENINGS];
            for (int i = 0; i < OPENINGS; i++) {
                int thousandth = random.nextInt(1_000);
                sites[i] = thousandth < 900 ? 0 : thousandth < 990 ? 1 : thousandth < 999 ? 2 : 3;
                shares.opened[sites[i]]++;
            }
            SamplingRate rate = new SamplingRate(WANTED, BEGIN);
            AtomicInteger next = new AtomicInteger();
            Thread[] running = new Thread[threads];
            for (int i = 0; i < threads; i++) {
                SplittableRandom own = random.split();
                running[i] = new Thread(() -> shares.sample(rate, sites, next, own));
                running[i].start();
            }
            for (Thread thread : running) {
                thread.join();
            }
            return shares;
        }

        private Shares() {
            for (int site = 0; site < SITES; site++) {
                estimates[site] = new DoubleAdder();
            }
        }

        private void sample(SamplingRate rate, int[] sites, AtomicInteger next, SplittableRandom random) {
            for (int i = next.getAndIncrement(); i < sites.length; i = next.getAndIncrement()) {
                long now = BEGIN + i * TimeUnit.SECONDS.toNanos(10) / OPENINGS;
                int weight = rate.draw(now, random.nextInt());
                estimates[sites[i]].add(weight);
                variance.add(weight * Math.max(0, weight - 1.0));
            }
        }

        /**
         * Returns the deviation in standard errors, which a site has in proportion to the root of its openings; the
         * rarest may have no sample.
         */
        double deviation(int site) {
            double standardError = Math.sqrt(variance.sum() * opened[site] / OPENINGS);
            return (estimates[site].sum() - opened[site]) / standardError;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (int site = 0; site < SITES; site++) {
                text.append(opened[site])
                        .append(" estimated ")
                        .append(estimates[site].sum())
                        .append("; ");
            }
            return text.toString();
        }
    }

    /** Returns how many of that second's openings are drawn. */
    private int drawn(int second, int openings) {
        int drawn = 0;
        for (int i = 0; i < openings; i++) {
            drawn += draw(second * 1_000L + i * 1_000L / openings) > 0 ? 1 : 0;
        }
        return drawn;
    }

    private int draw(long millisLater) {
        return rate.draw(BEGIN + TimeUnit.MILLISECONDS.toNanos(millisLater), random.nextInt());
    }
}
