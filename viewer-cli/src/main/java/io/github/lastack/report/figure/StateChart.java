// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.figure;

import static io.github.lastack.report.markup.Attributes.with;

import io.github.lastack.diagnose.stats.StateTimeline;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.layout.Style;
import io.github.lastack.report.markup.Markup;
import io.github.lastack.report.markup.NumberText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A chart of the connections in each state over time, stacked; the script redraws it when states are switched off. */
public final class StateChart {
    /** Order from the bottom: leaked states have the straight base line, states that end by themselves are on top. */
    private static final List<TcpState> ORDER = List.of(
            TcpState.CLOSE_WAIT,
            TcpState.FIN_WAIT_2,
            TcpState.FIN_WAIT_1,
            TcpState.CLOSING,
            TcpState.LAST_ACK,
            TcpState.ESTABLISHED,
            TcpState.SYN_SENT,
            TcpState.SYN_RECEIVED,
            TcpState.TIME_WAIT);

    public static final int TOP = 12;
    public static final int BOTTOM = 232;
    private static final int HEIGHT = 252;
    private static final int MOMENTS = 8;

    private final StateTimeline timeline;
    private final Duration length;
    private final Markup page;

    public StateChart(StateTimeline timeline, Markup page) {
        this.timeline = timeline;
        this.length = Duration.between(timeline.start(), timeline.end());
        this.page = page;
    }

    /** Returns the states that any connection was in, from the bottom. */
    public static List<TcpState> states(StateTimeline timeline) {
        return ORDER.stream().filter(timeline.lines()::containsKey).toList();
    }

    public void draw() {
        legend();
        picture();
        table();
    }

    private void legend() {
        page.open("ul", with("class", "legend").and("aria-label", "States shown"));
        List<TcpState> states = new ArrayList<>(states(timeline));
        Collections.reverse(states);
        for (TcpState state : states) {
            StateTimeline.Line line = timeline.lines().get(state);
            page.open("li")
                    .open("span", with("class", "key").and("data-state", state.name()))
                    .open("span", with("class", "swatch bg-" + state))
                    .closeInline("span")
                    .text(state.name())
                    .closeInline("span")
                    .leaf(
                            "span",
                            NumberText.count(line.atEnd().get(line.atEnd().size() - 1)) + " at the end, "
                                    + NumberText.count(line.most()) + " at most",
                            with("class", "note"))
                    .close("li");
        }
        page.close("ul");
    }

    private void picture() {
        int buckets = buckets();
        double[] base = new double[buckets];
        double most = Math.max(1, highest());
        double step = step(most);
        double top = Math.ceil(most / step) * step;
        page.open("div", with("class", "over-time"));
        levels(step, top);
        page.open(
                "svg",
                with("class", "chart areas")
                        .and("id", "areas")
                        .and("width", "100%")
                        .and("height", HEIGHT)
                        .and("role", "img")
                        .and(
                                "aria-label",
                                "Connections in each state over time, stacked; the table below has the numbers"));
        page.open("g", with("class", "grid"));
        for (double at = 0; at <= top; at += step) {
            String y = NumberText.pixels(y(at, top));
            page.open(
                            "line",
                            with("class", "tick")
                                    .and("x1", "0%")
                                    .and("x2", "100%")
                                    .and("y1", y)
                                    .and("y2", y))
                    .closeInline("line");
        }
        page.close("g");
        page.open(
                "svg",
                with("viewBox", "0 0 1000 " + HEIGHT)
                        .and("preserveAspectRatio", "none")
                        .and("width", "100%")
                        .and("height", HEIGHT));
        for (TcpState state : states(timeline)) {
            page.open(
                            "path",
                            with("class", "area st-" + state)
                                    .and("data-state", state.name())
                                    .and("d", area(state, base, top)))
                    .closeInline("path");
        }
        page.close("svg");
        TimeAxis.draw(TimeAxis.even(length), BOTTOM, BOTTOM + 4, page);
        page.close("svg").close("div");
    }

    /** Writes the labels of the vertical axis beside the chart, where no area hides them. */
    private void levels(double step, double top) {
        page.open(
                "svg",
                with("class", "chart levels")
                        .and("width", "52")
                        .and("height", HEIGHT)
                        .and("aria-hidden", "true"));
        for (double at = 0; at <= top; at += step) {
            page.leaf(
                    "text",
                    NumberText.count(Math.round(at)),
                    with("class", "axis")
                            .and("x", "44")
                            .and("y", NumberText.pixels(y(at, top)))
                            .and("dy", "4")
                            .and("text-anchor", "end"));
        }
        page.close("svg");
    }

    private static double y(double count, double top) {
        return BOTTOM - (BOTTOM - TOP) * count / top;
    }

    /** Returns the area of a state on top of those below it, and adds it to them. */
    private String area(TcpState state, double[] base, double top) {
        List<Integer> counts = timeline.lines().get(state).atEnd();
        StringBuilder up = new StringBuilder();
        StringBuilder down = new StringBuilder();
        for (int i = -1; i < base.length; i++) {
            int at = Math.max(i, 0);
            double x = i < 0 ? 0 : 1000 * end(i);
            up.append(up.isEmpty() ? 'M' : 'L').append(point(x, base[at] + counts.get(at), top));
            down.insert(0, 'L' + point(x, base[at], top));
        }
        for (int i = 0; i < base.length; i++) {
            base[i] += counts.get(i);
        }
        return up.append(down).append('Z').toString();
    }

    private static String point(double x, double count, double top) {
        return String.format(Locale.ROOT, "%.1f %.1f", x, y(count, top));
    }

    /** Returns where a bucket ends on the axis, from 0 to 1; the last one ends with the recording. */
    private double end(int bucket) {
        double part = timeline.bucket().toNanos() * (bucket + 1.0) / Math.max(1, length.toNanos());
        return bucket == buckets() - 1 ? 1 : Math.min(1, part);
    }

    private int buckets() {
        return timeline.lines().values().iterator().next().atEnd().size();
    }

    private double highest() {
        double highest = 0;
        for (int i = 0; i < buckets(); i++) {
            double sum = 0;
            for (TcpState state : states(timeline)) {
                sum += timeline.lines().get(state).atEnd().get(i);
            }
            highest = Math.max(highest, sum);
        }
        return highest;
    }

    /** Returns 1, 2 or 5 times a power of ten, for about five levels. */
    private static double step(double most) {
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(1, most / 4))));
        for (int factor : new int[] {1, 2, 5}) {
            if (step * factor * 4 >= most) {
                return step * factor;
            }
        }
        return step * 10;
    }

    private void table() {
        int buckets = buckets();
        page.open("details").leaf("summary", "As a table");
        page.open(
                        "div",
                        with("class", "wide")
                                .and("tabindex", "0")
                                .and("role", "region")
                                .and("aria-label", "States over time"))
                .open("table", with("class", "numbers"))
                .open("thead")
                .open("tr")
                .leaf("th", "after", with("scope", "col"));
        List<TcpState> states = states(timeline);
        states.forEach(state -> page.leaf("th", state.name(), with("scope", "col")));
        page.close("tr").close("thead").open("tbody");
        int rows = Math.min(MOMENTS, buckets);
        for (int row = 1; row <= rows; row++) {
            int bucket = row * buckets / rows - 1;
            page.open("tr")
                    .leaf(
                            "th",
                            Style.duration(Duration.ofNanos((long) (length.toNanos() * end(bucket)))),
                            with("scope", "row"));
            states.forEach(state -> page.leaf(
                    "td", NumberText.count(timeline.lines().get(state).atEnd().get(bucket))));
            page.close("tr");
        }
        page.close("tbody").close("table").close("div").close("details");
    }
}
