// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report;

import static io.github.lastack.report.markup.Attributes.with;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.stats.Transitions.Arrow;
import io.github.lastack.model.TcpState;
import io.github.lastack.report.figure.StateFigure;
import io.github.lastack.report.markup.Markup;
import io.github.lastack.report.markup.NumberText;
import java.util.Map;

/** The table of state transitions, including those that the figure lacks. */
final class TransitionTable {
    private final Diagnosis diagnosis;
    private final Markup page;

    TransitionTable(Diagnosis diagnosis, Markup page) {
        this.diagnosis = diagnosis;
        this.page = page;
    }

    void write() {
        page.open("details").leaf("summary", "As a table");
        page.open(
                        "div",
                        with("class", "wide")
                                .and("tabindex", "0")
                                .and("role", "region")
                                .and("aria-label", "Arrows of the diagram"))
                .open("table", with("class", "numbers"))
                .open("thead")
                .open("tr")
                .leaf("th", "from", with("scope", "col").and("class", "words"))
                .leaf("th", "to", with("scope", "col").and("class", "words"))
                .leaf("th", "observed", with("scope", "col"))
                .leaf("th", "inferred", with("scope", "col"))
                .leaf("th", "both", with("scope", "col"))
                .close("tr")
                .close("thead")
                .open("tbody");
        diagnosis.transitions().arrows().forEach(this::row);
        page.close("tbody").close("table").close("div");
        for (Map.Entry<TcpState, Long> found : diagnosis.transitions().found().entrySet()) {
            page.leaf(
                    "p",
                    NumberText.count(found.getValue()) + " first seen in " + found.getKey()
                            + ": earlier states were not recorded",
                    with("class", "note"));
        }
        page.close("details");
    }

    private void row(Arrow arrow) {
        String strange = StateFigure.has(arrow.from(), arrow.to()) ? "" : " (not in the figure)";
        page.open("tr")
                .leaf("td", arrow.from().name(), with("class", "words"))
                .leaf("td", arrow.to().name() + strange, with("class", "words"))
                .leaf("td", NumberText.count(arrow.observed()))
                .leaf("td", NumberText.count(arrow.inferred()))
                .leaf("td", NumberText.count(arrow.taken()))
                .close("tr");
    }
}
