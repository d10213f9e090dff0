// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.figure;

import static io.github.lastack.report.markup.Attributes.with;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.stats.Transitions;
import io.github.lastack.diagnose.stats.Transitions.Arrow;
import io.github.lastack.model.TcpState;
import io.github.lastack.report.figure.StateFigure.Box;
import io.github.lastack.report.figure.StateFigure.Way;
import io.github.lastack.report.markup.Anchors;
import io.github.lastack.report.markup.Markup;
import io.github.lastack.report.markup.NumberText;
import java.util.Locale;

/** The RFC's state diagram, with the number of connections that took each transition. */
public final class StateDiagram {
    private static final double THIN = 1.4;
    private static final double WIDEST = 6.5;

    private final Diagnosis diagnosis;
    private final Transitions transitions;
    private final StateWarnings warnings;
    private final Anchors anchors;
    private final Markup page;
    private final double most;

    public StateDiagram(Diagnosis diagnosis, Anchors anchors, Markup page) {
        this.diagnosis = diagnosis;
        this.transitions = diagnosis.transitions();
        this.warnings = new StateWarnings(diagnosis);
        this.anchors = anchors;
        this.page = page;
        this.most = transitions.arrows().stream().mapToLong(this::taken).max().orElse(1);
    }

    public void draw() {
        page.open(
                "svg",
                with("class", "diagram")
                        .and("viewBox", StateFigure.LEFTMOST + " 0 " + StateFigure.WIDTH + " " + StateFigure.HEIGHT)
                        .and("role", "group")
                        .and(
                                "aria-label",
                                "State diagram of RFC 9293 with the number of connections on each arrow;"
                                        + " the table below has the same numbers"));
        heads();
        for (boolean taken : new boolean[] {false, true}) {
            StateFigure.WAYS.stream().filter(way -> isTaken(way) == taken).forEach(this::way);
        }
        StateFigure.RESETS.stream().filter(this::isTaken).forEach(this::way);
        for (boolean taken : new boolean[] {false, true}) {
            StateFigure.WAYS.stream().filter(way -> isTaken(way) == taken).forEach(this::label);
        }
        StateFigure.RESETS.stream().filter(this::isTaken).forEach(this::label);
        StateFigure.BOXES.forEach(this::box);
        page.close("svg");
    }

    private void heads() {
        page.open("defs");
        for (String kind : new String[] {"faint", "taken", "danger"}) {
            page.open(
                            "marker",
                            with("id", "head-" + kind)
                                    .and("viewBox", "0 0 9 14")
                                    .and("refX", "1")
                                    .and("refY", "7")
                                    .and("markerWidth", kind.equals("faint") ? "6" : "9")
                                    .and("markerHeight", kind.equals("faint") ? "9" : "14")
                                    .and("markerUnits", "userSpaceOnUse")
                                    .and("orient", "auto"))
                    .open("path", with("class", "head " + kind).and("d", "M0 0 L9 7 L0 14 Z"))
                    .closeInline("path")
                    .closeInline("marker");
        }
        page.close("defs");
    }

    private Arrow arrow(Way way) {
        return transitions.arrow(way.from(), way.to());
    }

    /** Returns how many took an arrow. Listeners are no connections and are counted separately. */
    private long taken(Arrow arrow) {
        return arrow.from() == TcpState.CLOSED && arrow.to() == TcpState.LISTEN
                ? diagnosis.listeners().size()
                : arrow.taken();
    }

    private boolean isTaken(Way way) {
        return taken(arrow(way)) > 0;
    }

    private String kind(Way way) {
        if (!isTaken(way)) {
            return "faint";
        }
        return warnings.isLeadingTo(way.from(), way.to()) ? "danger" : "taken";
    }

    private void way(Way way) {
        Arrow arrow = arrow(way);
        boolean guessed = arrow.inferred() > arrow.observed();
        page.open("g", with("class", "way " + kind(way) + (guessed ? " inferred" : "")))
                .leaf("title", told(way))
                .open(
                        "path",
                        with("d", way.path())
                                .and("stroke-width", String.format(Locale.ROOT, "%.1f", width(taken(arrow))))
                                .and("marker-end", "url(#head-" + kind(way) + ")"))
                .closeInline("path")
                .close("g");
    }

    /** Returns the width of an arrow by the logarithm, so that one connection is visible beside a million. */
    private double width(long taken) {
        return taken == 0 ? 1 : THIN + (WIDEST - THIN) * Math.log1p(taken) / Math.log1p(Math.max(most, 10));
    }

    private void label(Way way) {
        Arrow arrow = arrow(way);
        page.open(
                "text",
                with("class", "label " + kind(way))
                        .and("x", way.x())
                        .and("y", way.y())
                        .and("text-anchor", way.anchor()));
        if (isTaken(way)) {
            String mark = kind(way).equals("danger") ? "\u25b2 " : "";
            page.leaf("tspan", mark + NumberText.count(taken(arrow)), with("class", "n"))
                    .text(" ");
        }
        boolean mixed = arrow.inferred() > 0 && arrow.observed() > 0;
        page.text(way.words() + (mixed ? ", " + NumberText.count(arrow.inferred()) + " inferred" : ""))
                .close("text");
    }

    private String told(Way way) {
        Arrow arrow = arrow(way);
        String name = way.from() + " to " + way.to() + " (" + way.words() + "): ";
        return name
                + (isTaken(way)
                        ? NumberText.count(taken(arrow)) + " taken"
                                + (arrow.inferred() == 0
                                        ? ", observed"
                                        : ", " + NumberText.count(arrow.observed()) + " observed, "
                                                + NumberText.count(arrow.inferred()) + " inferred")
                        : "never taken");
    }

    private void box(Box box) {
        boolean last = box.state() == TcpState.CLOSED && box.y() > StateFigure.HEIGHT / 2;
        boolean first = box.state() == TcpState.CLOSED && !last;
        StateWarnings.Warning warning = first ? null : warnings.of(box.state());
        String words = warning == null ? rest(box.state(), first) : "\u25b2 " + warning.words();
        boolean links = warning != null && warning.worst() != null;
        if (links) {
            page.open(
                    "a",
                    with("href", anchors.linkTo(warning.worst()))
                            .and("aria-label", box.state() + ": " + warning.words() + "; to the worst site"));
        }
        page.open("g", with("class", "state" + (warning == null ? "" : " danger") + (words.isEmpty() ? " empty" : "")))
                .open(
                        "rect",
                        with("x", box.x() - StateFigure.BOX_WIDTH / 2)
                                .and("y", box.y() - StateFigure.BOX_HEIGHT / 2)
                                .and("width", StateFigure.BOX_WIDTH)
                                .and("height", StateFigure.BOX_HEIGHT)
                                .and("rx", "8"))
                .closeInline("rect");
        line("name", box.state().name(), box, words.isEmpty() ? 5 : -4);
        if (!words.isEmpty()) {
            line("rest", words, box, 16);
        }
        page.close("g");
        if (links) {
            page.close("a");
        }
    }

    private void line(String kind, String words, Box box, int below) {
        page.leaf(
                "text",
                words,
                with("class", kind).and("x", box.x()).and("y", box.y() + below).and("text-anchor", "middle"));
    }

    /** Returns how many are in a state when the recording ends. */
    private String rest(TcpState state, boolean first) {
        long listening = diagnosis.listeners().stream()
                .filter(listener -> listener.history().state() == TcpState.LISTEN)
                .count();
        long now = state == TcpState.LISTEN ? listening : diagnosis.states().getOrDefault(state, 0);
        return first || now == 0 ? "" : NumberText.count(now) + " at the end";
    }
}
