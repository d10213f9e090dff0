// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report;

import static io.github.lastack.report.markup.Attributes.with;

import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.render.layout.Style;
import io.github.lastack.report.markup.Anchors;
import io.github.lastack.report.markup.FrameParts;
import io.github.lastack.report.markup.Markup;
import io.github.lastack.report.markup.NumberText;
import java.util.List;

/** The table of sites, each row with a link to the site's section. */
final class SiteTable {
    private final List<LeakSite> sites;
    private final Anchors anchors;
    private final Markup page;

    SiteTable(List<LeakSite> sites, Anchors anchors, Markup page) {
        this.sites = sites;
        this.anchors = anchors;
        this.page = page;
    }

    void write() {
        page.open("table", with("class", "sites").and("id", "site-table"))
                .open("thead")
                .open("tr")
                .leaf("th", "#", with("scope", "col"))
                .leaf("th", "Problem", with("scope", "col"))
                .leaf("th", "Look at", with("scope", "col"))
                .leaf("th", "Connections", with("scope", "col").and("class", "number"))
                .leaf("th", "Still open", with("scope", "col").and("class", "number"))
                .leaf("th", "Longest", with("scope", "col").and("class", "number"))
                .close("tr")
                .close("thead")
                .open("tbody");
        int number = 0;
        for (LeakSite site : sites) {
            row(++number, site);
        }
        page.close("tbody").close("table");
    }

    private void row(int number, LeakSite site) {
        page.open("tr", with("data-site", anchors.of(site)))
                .leaf("td", Integer.toString(number), with("class", "rank"))
                .open("td", with("class", "problem"));
        SitePart.badge(site, page);
        page.text(" ")
                .leaf("span", site.cause().word(), with("class", "cause"))
                .closeInline("td")
                .open("td", with("class", "look"))
                .open("a", with("href", anchors.linkTo(site)));
        if (site.isBlameUnknown()) {
            page.leaf("span", site.shownBlame(), with("class", "home")).closeInline("a");
        } else {
            frame(FrameParts.of(site.blame()));
        }
        page.closeInline("td");
        cell("connections", NumberText.count(site.connections()));
        cell("still open", NumberText.count(site.stillOpen()));
        String atLeast = site.held().beforeAgent() > 0 ? "at least " : "";
        cell("longest", atLeast + Style.duration(site.dwell().max()));
        page.close("tr");
    }

    /** Writes the frame into the open link, and its package after the link. */
    private void frame(FrameParts frame) {
        page.open("code")
                .leaf("strong", frame.method())
                .text(" ")
                .leaf("span", frame.place(), with("class", "home"))
                .closeInline("code")
                .closeInline("a")
                .leaf(
                        "code",
                        frame.home().isEmpty()
                                ? ""
                                : frame.home().substring(0, frame.home().length() - 1),
                        with("class", "home package"));
    }

    /** Writes a cell with a label, which a narrow page shows. */
    private void cell(String label, String words) {
        page.leaf("td", words, with("class", "number").and("data-label", label));
    }
}
