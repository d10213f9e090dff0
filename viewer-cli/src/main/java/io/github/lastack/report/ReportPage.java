// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report;

import static io.github.lastack.report.markup.Attributes.with;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.model.TcpState;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.phrase.Words;
import io.github.lastack.report.figure.StateChart;
import io.github.lastack.report.figure.StateDiagram;
import io.github.lastack.report.markup.Anchors;
import io.github.lastack.report.markup.Markup;
import io.github.lastack.report.markup.NumberText;
import java.util.List;

/** Writes the parts of the page, one for each hole of the template. */
final class ReportPage {
    /** More would slow down the browser. */
    private static final int SITES = 200;

    private final Diagnosis diagnosis;
    private final List<LeakSite> sites;
    private final Anchors anchors;

    ReportPage(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
        this.sites = diagnosis.sites().stream().limit(SITES).toList();
        this.anchors = new Anchors(sites);
    }

    String title() {
        return new Markup()
                .text("Lastack: " + Words.headline(diagnosis) + ", "
                        + String.join(", ", diagnosis.recording().files()))
                .toString();
    }

    String verdict() {
        Markup page = new Markup();
        boolean found = !sites.isEmpty();
        boolean judged = diagnosis.judgement().isWhole();
        page.open(
                        "h1",
                        with("class", found ? "found" : judged ? "healthy" : null)
                                .and("id", "verdict-title"))
                .leaf(
                        "span",
                        found ? "\u25b2" : judged ? "\u2713" : "?",
                        with("class", "sign").and("aria-hidden", "true"))
                .text(" " + Words.headline(diagnosis))
                .close("h1");
        recording(page);
        if (!found) {
            page.leaf("p", Words.healthy(diagnosis), with("class", "lead"));
        }
        tiles(page);
        if (diagnosis.closeWaitWithinLimit() > 0) {
            page.leaf("p", Words.tooYoung(diagnosis), with("class", "note"));
        }
        return page.toString();
    }

    private void recording(Markup page) {
        RecordingInfo info = diagnosis.recording();
        page.open("p", with("class", "recording"))
                .leaf("code", String.join(", ", info.files()))
                .text(" \u00b7 " + Style.duration(info.duration()) + " from ")
                .leaf(
                        "time",
                        info.start().toString().substring(0, 19).replace('T', ' ') + " UTC",
                        with("datetime", info.start().toString()));
        if (!diagnosis.mainClasses().isEmpty()) {
            page.text(" \u00b7 ").leaf("code", String.join(", ", diagnosis.mainClasses()));
        }
        page.close("p");
    }

    /** Writes the tiles with the main figures. */
    private void tiles(Markup page) {
        long open = diagnosis.sites().stream().mapToLong(LeakSite::stillOpen).sum();
        page.open("dl", with("class", "tiles"));
        tile("connections", diagnosis.connectionCount(), "", page);
        if (diagnosis.onlyCounted() > 0) {
            tile("aggregated", diagnosis.onlyCounted(), "", page);
        }
        tile("leaked now", open, open > 0 ? "bad" : "", page);
        for (TcpState state :
                List.of(TcpState.CLOSE_WAIT, TcpState.FIN_WAIT_2, TcpState.TIME_WAIT, TcpState.ESTABLISHED)) {
            tile(state.name(), diagnosis.states().getOrDefault(state, 0), "", page);
        }
        page.close("dl");
    }

    private static void tile(String label, long number, String kind, Markup page) {
        page.open("div", with("class", kind.isEmpty() ? null : kind))
                .leaf("dt", label)
                .leaf("dd", NumberText.count(number))
                .close("div");
    }

    String worst() {
        if (sites.isEmpty()) {
            return "";
        }
        Markup page = new Markup();
        page.open("section", with("id", "worst").and("aria-labelledby", "worst-title"))
                .leaf("h2", "Leak sites, worst first", with("id", "worst-title"));
        new SiteTable(sites, anchors, page).write();
        int more = diagnosis.sites().size() - sites.size();
        if (more > 0) {
            page.leaf(
                    "p", "and " + NumberText.count(more) + " more; 'lastack sites' lists them", with("class", "note"));
        }
        page.close("section");
        return page.toString();
    }

    String notes() {
        return list("notes", "Notes", diagnosis.notes());
    }

    String unknown() {
        return list("unknown", "Not known", Words.notKnown(diagnosis));
    }

    private static String list(String id, String title, List<String> lines) {
        if (lines.isEmpty()) {
            return "";
        }
        Markup page = new Markup();
        page.open("section", with("id", id).and("class", "unknown").and("aria-labelledby", id + "-title"))
                .leaf("h2", title, with("id", id + "-title"))
                .open("ul");
        lines.forEach(line -> page.leaf("li", line));
        return page.close("ul").close("section").toString();
    }

    String diagram() {
        Markup page = new Markup();
        new StateDiagram(diagnosis, anchors, page).draw();
        return page.toString();
    }

    String arrows() {
        Markup page = new Markup();
        new TransitionTable(diagnosis, page).write();
        return page.toString();
    }

    String states() {
        if (StateChart.states(diagnosis.timeline()).isEmpty()) {
            return "<p class=\"note\">No connection was recorded.</p>";
        }
        Markup page = new Markup();
        new StateChart(diagnosis.timeline(), page).draw();
        return page.toString();
    }

    String sites() {
        Markup page = new Markup();
        if (sites.isEmpty()) {
            page.leaf("p", Words.healthy(diagnosis), with("class", "note"));
        }
        int number = 0;
        for (LeakSite site : sites) {
            new SitePart(site, diagnosis.recording(), page).write(++number, anchors.of(site));
        }
        return page.toString();
    }

    String remotes() {
        Markup page = new Markup();
        new RemoteTable(diagnosis, sites, anchors, page).write();
        return page.toString();
    }
}
