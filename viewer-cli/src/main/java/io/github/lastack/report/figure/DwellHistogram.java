// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.figure;

import static io.github.lastack.report.markup.Attributes.with;

import io.github.lastack.diagnose.profile.Dwell;
import io.github.lastack.diagnose.profile.DwellBins.Bin;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.render.layout.Style;
import io.github.lastack.report.markup.Markup;
import io.github.lastack.report.markup.NumberText;
import java.time.Duration;
import java.util.List;

/** A histogram of how long connections were in the problem state, over a logarithmic time axis. */
public final class DwellHistogram {
    private static final int TOP = 10;
    private static final int BOTTOM = 100;
    private static final int HEIGHT = 120;

    /** Smallest ratio of the axis' ends, so that a narrow distribution looks narrow. */
    private static final int RANGE = 100;

    private DwellHistogram() {}

    public static void draw(LeakSite site, Markup page) {
        List<Bin> bins = site.profile().dwell().bins();
        Duration last = bins.get(bins.size() - 1).to();
        Duration least = last.dividedBy(RANGE);
        Duration begin = bins.get(0).from();
        Duration from = begin.compareTo(least) < 0 || least.isZero() ? begin : least;
        Duration first = from.toMillis() == 0 ? Duration.ofMillis(1) : from;
        Dwell dwell = site.dwell();
        page.open("p", with("class", "quantiles"));
        words("p50", dwell.p50(), page);
        words("p99", dwell.p99(), page);
        words("max", dwell.max(), page);
        page.close("p");
        page.open(
                "svg",
                with("class", "chart")
                        .and("width", "100%")
                        .and("height", HEIGHT)
                        .and("role", "img")
                        .and(
                                "aria-label",
                                "Histogram: median " + Style.duration(dwell.p50())
                                        + ", 99th percentile " + Style.duration(dwell.p99()) + ", longest "
                                        + Style.duration(dwell.max())));
        TimeAxis.draw(TimeAxis.logarithmic(first, last), TOP, BOTTOM, page);
        bars(bins, first, last, page);
        mark("p50", dwell.p50(), first, last, page);
        mark("p99", dwell.p99(), first, last, page);
        mark("max", dwell.max(), first, last, page);
        page.close("svg");
    }

    private static void bars(List<Bin> bins, Duration first, Duration last, Markup page) {
        double most = bins.stream().mapToLong(Bin::connections).max().orElse(1);
        for (Bin bin : bins) {
            if (bin.connections() > 0) {
                double left = TimeAxis.logarithmicPart(bin.from(), first, last);
                double width = TimeAxis.logarithmicPart(bin.to(), first, last) - left;
                double height = Math.max(2, (BOTTOM - TOP) * bin.connections() / most);
                page.open(
                                "rect",
                                with("class", "bar")
                                        .and("x", NumberText.percent(left))
                                        .and("y", NumberText.pixels(BOTTOM - height))
                                        .and("width", NumberText.percent(Math.max(width - 0.002, 0.002)))
                                        .and("height", NumberText.pixels(height)))
                        .leaf(
                                "title",
                                Style.duration(bin.from()) + " to " + Style.duration(bin.to()) + ": "
                                        + Style.count(bin.connections(), "connection"))
                        .close("rect");
            }
        }
    }

    private static void mark(String name, Duration at, Duration first, Duration last, Markup page) {
        String x = NumberText.percent(TimeAxis.logarithmicPart(at, first, last));
        page.open(
                        "line",
                        with("class", "mark " + name)
                                .and("x1", x)
                                .and("x2", x)
                                .and("y1", TOP - 8)
                                .and("y2", BOTTOM))
                .closeInline("line");
    }

    /** Writes a quantile beside the chart, since lines in it may be close together. */
    private static void words(String name, Duration at, Markup page) {
        page.open("span", with("class", "quantile"))
                .open("span", with("class", "line " + name))
                .closeInline("span")
                .text(name + " ")
                .leaf("strong", Style.duration(at))
                .closeInline("span")
                .text(" ");
    }
}
