// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.figure;

import static io.github.lastack.report.markup.Attributes.with;

import io.github.lastack.diagnose.problem.Problem;
import io.github.lastack.diagnose.profile.Flow;
import io.github.lastack.diagnose.profile.Flow.Step;
import io.github.lastack.report.markup.Markup;
import io.github.lastack.report.markup.NumberText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** A chart of a site's connections over time: above, how many are held; below, how many were opened and ended. */
public final class FlowChart {
    private static final int TOP = 22;
    private static final int HELD = 66;
    private static final int MIDDLE = 100;
    private static final int HALF = 12;
    private static final int BOTTOM = 116;
    private static final int HEIGHT = 136;

    private FlowChart() {}

    /** The verbs for connections that come, stay and go. */
    record Verbs(String come, String stay, String go) {
        static Verbs of(Problem problem) {
            if (problem.isMild()) {
                String state = problem.state().name();
                return new Verbs("entered", "in " + state, "left");
            }
            return problem.isFailure() ? new Verbs("failed", "failed", "ended") : new Verbs("opened", "held", "ended");
        }
    }

    /** @param length of the recording, which is the length of the axis */
    public static void draw(Flow flow, Duration length, Problem problem, Markup page) {
        Verbs verbs = Verbs.of(problem);
        List<Step> steps = flow.steps();
        long opened = steps.stream().mapToLong(Step::opened).sum();
        long ended = steps.stream().mapToLong(Step::ended).sum();
        long held = steps.get(steps.size() - 1).held();
        page.open(
                "svg",
                with("class", "chart")
                        .and("width", "100%")
                        .and("height", HEIGHT)
                        .and("role", "img")
                        .and(
                                "aria-label",
                                "Over the recording: " + NumberText.count(opened) + " " + verbs.come + ", "
                                        + NumberText.count(ended)
                                        + " "
                                        + verbs.go + ", " + NumberText.count(held) + " " + verbs.stay + " at its end, "
                                        + NumberText.count(flow.peak()) + " at most"));
        double scale = flow.step().toMillis() / (double) Math.max(1, length.toMillis());
        TimeAxis.draw(TimeAxis.even(length), TOP, BOTTOM, page);
        held(flow, scale, page);
        bars(steps, scale, page);
        legend(verbs, List.of(opened, ended, held, flow.peak()), page);
        page.close("svg");
    }

    private static void held(Flow flow, double scale, Markup page) {
        double most = Math.max(1, flow.peak());
        StringBuilder path = new StringBuilder("M0 " + HELD);
        double x = 0;
        for (Step step : flow.steps()) {
            double y = HELD - (HELD - TOP) * step.held() / most;
            double next = Math.min(x + scale, 1);
            path.append(String.format(Locale.ROOT, "L%.2f %.1fL%.2f %.1f", x * 1000, y, next * 1000, y));
            x = next;
        }
        path.append("L1000 " + HELD + "Z");
        page.open(
                        "svg",
                        with("viewBox", "0 0 1000 " + HEIGHT)
                                .and("preserveAspectRatio", "none")
                                .and("width", "100%")
                                .and("height", HEIGHT))
                .open("path", with("class", "held").and("d", path.toString()))
                .closeInline("path")
                .close("svg");
    }

    private static void bars(List<Step> steps, double scale, Markup page) {
        double most = steps.stream()
                .mapToLong(step -> Math.max(step.opened(), step.ended()))
                .max()
                .orElse(1);
        for (int i = 0; i < steps.size() && i * scale < 1; i++) {
            Step step = steps.get(i);
            bar("opened", i * scale, scale, -HALF * step.opened() / most, page);
            bar("ended", i * scale, scale, HALF * step.ended() / most, page);
        }
        page.open(
                        "line",
                        with("class", "base")
                                .and("x1", "0%")
                                .and("x2", "100%")
                                .and("y1", MIDDLE)
                                .and("y2", MIDDLE))
                .closeInline("line");
    }

    private static void bar(String kind, double left, double width, double height, Markup page) {
        if (height != 0) {
            double tall = Math.max(1.5, Math.abs(height));
            page.open(
                            "rect",
                            with("class", kind)
                                    .and("x", NumberText.percent(left))
                                    .and("width", NumberText.percent(Math.max(0.002, Math.min(width, 1 - left) * 0.8)))
                                    .and("y", NumberText.pixels(height < 0 ? MIDDLE - tall : MIDDLE))
                                    .and("height", NumberText.pixels(tall)))
                    .closeInline("rect");
        }
    }

    private static void legend(Verbs verbs, List<Long> counts, Markup page) {
        long held = counts.get(2);
        long peak = counts.get(3);
        String most = peak == held ? "" : ", " + NumberText.count(peak) + " at most";
        page.open("text", with("class", "value").and("x", "0").and("y", "14"))
                .leaf("tspan", verbs.stay + " ", with("class", "what"))
                .text(NumberText.count(held) + " at the end" + most)
                .close("text");
        page.open("text", with("class", "value").and("x", "0").and("y", MIDDLE - HALF - 4))
                .leaf("tspan", verbs.come + " ", with("class", "what"))
                .text(NumberText.count(counts.get(0)) + "\u2191  ")
                .leaf("tspan", verbs.go + " ", with("class", "what"))
                .text(NumberText.count(counts.get(1)) + "\u2193")
                .close("text");
    }
}
