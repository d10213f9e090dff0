// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of many measurements: the median and the quartiles of all, and the standard error, which is taken from the
 * medians of the rounds, since a JVM compiles its code differently each time it is started. With a single round it is
 * not a number.
 */
record Figure(double median, double low, double high, double error) {
    static Figure of(List<List<Double>> rounds) {
        List<Double> all = rounds.stream().flatMap(List::stream).sorted().toList();
        int quarter = all.size() / 4;
        return new Figure(Cpu.median(all), all.get(quarter), all.get(all.size() - 1 - quarter), error(rounds));
    }

    /** Returns a figure for each value. */
    static Figure ofEach(List<Double> values) {
        return of(values.stream().map(List::of).toList());
    }

    static Figure once(double value) {
        return new Figure(value, value, value, Double.NaN);
    }

    private static double error(List<List<Double>> rounds) {
        List<Double> medians = new ArrayList<>();
        rounds.forEach(round -> medians.add(Cpu.median(round)));
        double mean =
                medians.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares = medians.stream()
                .mapToDouble(median -> (median - mean) * (median - mean))
                .sum();
        return Math.sqrt(squares / (medians.size() - 1) / medians.size());
    }

    /** Percent that a ratio is short of 1. */
    Figure lost() {
        return new Figure(100 - 100 * median, 100 - 100 * high, 100 - 100 * low, 100 * error);
    }
}
