// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.figure;

import static io.github.lastack.report.markup.Attributes.with;

import io.github.lastack.render.layout.Style;
import io.github.lastack.report.markup.Markup;
import io.github.lastack.report.markup.NumberText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The time axis below a chart, with round steps. */
final class TimeAxis {
    private static final int TICKS = 6;
    private static final List<Duration> STEPS = steps();

    /** @param part position, from 0 to 1 */
    record Tick(double part, String words) {}

    private TimeAxis() {}

    private static List<Duration> steps() {
        List<Duration> steps = new ArrayList<>();
        for (int millis : new int[] {1, 2, 5, 10, 20, 50, 100, 200, 500}) {
            steps.add(Duration.ofMillis(millis));
        }
        for (int seconds : new int[] {1, 2, 5, 10, 15, 30}) {
            steps.add(Duration.ofSeconds(seconds));
        }
        for (int minutes : new int[] {1, 2, 5, 10, 15, 30}) {
            steps.add(Duration.ofMinutes(minutes));
        }
        for (int hours : new int[] {1, 2, 3, 6, 12, 24, 48, 120, 240, 480, 1200, 2400, 7200, 24_000, 72_000}) {
            steps.add(Duration.ofHours(hours));
        }
        return steps;
    }

    /** Returns the ticks of a linear axis from zero. */
    static List<Tick> even(Duration length) {
        Duration step = STEPS.stream()
                .filter(each -> each.multipliedBy(TICKS).compareTo(length) >= 0)
                .findFirst()
                .orElse(STEPS.get(STEPS.size() - 1));
        List<Tick> ticks = new ArrayList<>();
        for (Duration at = Duration.ZERO; at.compareTo(length) <= 0; at = at.plus(step)) {
            ticks.add(new Tick(at.toMillis() / (double) Math.max(1, length.toMillis()), words(at)));
        }
        return ticks;
    }

    /** Returns the ticks of a logarithmic axis: powers of ten, and round units of time. */
    static List<Tick> logarithmic(Duration from, Duration to) {
        List<Tick> ticks = new ArrayList<>();
        for (Duration at : List.of(
                Duration.ofMillis(1),
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofHours(10),
                Duration.ofDays(1),
                Duration.ofDays(10),
                Duration.ofDays(100))) {
            if (at.compareTo(from) >= 0 && at.compareTo(to) <= 0) {
                ticks.add(new Tick(logarithmicPart(at, from, to), words(at)));
            }
        }
        return ticks;
    }

    static double logarithmicPart(Duration at, Duration from, Duration to) {
        double length = Math.log(to.toMillis()) - Math.log(from.toMillis());
        double part = (Math.log(Math.max(1, at.toMillis())) - Math.log(from.toMillis())) / length;
        return Math.min(1, Math.max(0, part));
    }

    private static String words(Duration at) {
        return at.isZero() ? "0" : Style.duration(at);
    }

    /** Draws the ticks and their labels. */
    static void draw(List<Tick> ticks, int top, int bottom, Markup page) {
        for (Tick tick : ticks) {
            String x = NumberText.percent(tick.part);
            page.open(
                            "line",
                            with("class", "tick")
                                    .and("x1", x)
                                    .and("x2", x)
                                    .and("y1", top)
                                    .and("y2", bottom))
                    .closeInline("line");
            String anchor = tick.part < 0.04 ? "start" : tick.part > 0.96 ? "end" : "middle";
            page.leaf(
                    "text",
                    tick.words,
                    with("class", "axis").and("x", x).and("y", bottom + 14).and("text-anchor", anchor));
        }
    }
}
