// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.figure;

import static io.github.lastack.report.markup.Attributes.with;

import io.github.lastack.diagnose.blame.FrameOrigins;
import io.github.lastack.diagnose.profile.StackTally;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.render.layout.Style;
import io.github.lastack.report.markup.FrameParts;
import io.github.lastack.report.markup.Markup;
import io.github.lastack.report.markup.NumberText;
import java.util.Locale;

/**
 * An icicle chart of a tree of stacks. It reads from top to bottom like a stack trace; the width of a frame is its
 * share of the connections.
 */
public final class Icicle {
    private static final int ROW = 24;
    private static final int TEXT = 16;

    /** Narrower frames would be invisible. */
    private static final double NARROWEST = 0.0025;

    /** Rows that fit on a sheet in landscape format. */
    private static final int PRINTED_ROWS = 28;

    /** Width of the chart on the narrowest usual sheet (A4, Letter), in CSS pixels. */
    private static final int PRINTED = 640;

    /** Largest width of a character on paper, and the margin beside the words; in CSS pixels. */
    private static final double CHARACTER = 6.9;

    private static final int FREE = 14;

    private final StackTally tally;
    private final String blame;
    private final FrameOrigins origins;
    private final String noun;
    private final Markup page;
    private final StackTree tree;
    private final double all;

    /** @param noun what has a stack */
    public Icicle(StackTally tally, LeakSite site, String noun, Markup page) {
        this.tally = tally;
        this.blame = site.blame();
        this.origins = site.origins();
        this.noun = noun;
        this.page = page;
        this.tree = new StackTree(tally, blame);
        this.all = Math.max(1, tree.root().connections());
    }

    /**
     * Whether the chart is printed: it fits on a sheet and shows more than the most frequent stack, which is printed
     * as text.
     */
    public boolean isForPaper() {
        return tally.stacks().size() > 1 && rows() <= PRINTED_ROWS;
    }

    private int rows() {
        return tree.root().depth() - 1;
    }

    /** @param what what the stacks are of: opened, end of stream read */
    public void draw(String what) {
        page.open(
                "svg",
                with("class", "icicle")
                        .and("width", "100%")
                        .and("height", rows() * ROW)
                        .and("role", "group")
                        .and(
                                "aria-label",
                                "Stacks: " + what + ", "
                                        + Style.count(tally.stacks().size(), "distinct stack") + " of "
                                        + Style.count(tally.connections(), noun)));
        callers(tree.root(), 0, 0);
        page.close("svg");
    }

    private void callers(StackTree.Node node, double from, int row) {
        double left = from;
        for (StackTree.Node caller : node.callers()) {
            double width = caller.connections() / all;
            if (width >= NARROWEST) {
                frame(caller, left, width, row);
                callers(caller, left, row + 1);
            }
            left += width;
        }
    }

    private void frame(StackTree.Node node, double left, double width, int row) {
        FrameParts frame = FrameParts.of(node.frame());
        String told = (node.isFolded() ? node.folded() : origins.shown(node.frame())) + ", "
                + Style.count(node.connections(), noun);
        String brief = (node.frame().equals(blame) ? "\u25b6 " : "") + frame.brief();
        String home = "  " + frame.home().replaceAll("\\.$", "");
        String label = node.isFolded() ? "\u2026 " + node.folded() : brief;
        page.open(
                        "svg",
                        with("class", "frame " + kind(node) + fit(width, label, node.isFolded() ? "" : home))
                                .and("x", NumberText.percent(left))
                                .and("y", row * ROW)
                                .and("width", NumberText.percent(width))
                                .and("height", ROW)
                                .and("data-told", told))
                .leaf("title", told)
                .open("rect", with("width", "100%").and("height", ROW - 2).and("rx", "2"))
                .closeInline("rect")
                .open("text", with("x", "7").and("y", TEXT));
        if (node.isFolded()) {
            page.text(label);
        } else {
            page.leaf("tspan", brief, with("class", "brief"));
            page.leaf("tspan", home, with("class", "home"));
        }
        page.closeInline("text").close("svg");
    }

    /** Returns the class for what is left out in print, where words would be cut; the stacks as text have it. */
    private static String fit(double width, String label, String home) {
        double characters = (PRINTED * width - FREE) / CHARACTER;
        if (label.length() > characters) {
            return " no-label";
        }
        return label.length() + home.length() > characters ? " no-home" : "";
    }

    private String kind(StackTree.Node node) {
        if (node.isFolded()) {
            return "jdk";
        }
        return node.frame().equals(blame)
                ? "blame"
                : origins.kind(node.frame()).name().toLowerCase(Locale.ROOT);
    }
}
