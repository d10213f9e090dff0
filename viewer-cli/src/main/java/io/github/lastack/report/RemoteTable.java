// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report;

import static io.github.lastack.report.markup.Attributes.with;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.diagnose.stats.Remotes.Remote;
import io.github.lastack.model.Role;
import io.github.lastack.report.markup.Anchors;
import io.github.lastack.report.markup.FrameParts;
import io.github.lastack.report.markup.Markup;
import io.github.lastack.report.markup.NumberText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table of remotes, with the sites that leak towards each; the script sorts and filters it. */
final class RemoteTable {
    private static final int ROWS = 500;
    private static final int SITES = 6;

    private final Diagnosis diagnosis;
    private final Anchors anchors;
    private final Markup page;
    private final Map<String, List<Integer>> byAddress = new HashMap<>();
    private final List<LeakSite> sites;

    RemoteTable(Diagnosis diagnosis, List<LeakSite> sites, Anchors anchors, Markup page) {
        this.diagnosis = diagnosis;
        this.sites = sites;
        this.anchors = anchors;
        this.page = page;
        for (int i = 0; i < sites.size(); i++) {
            LeakSite site = sites.get(i);
            for (RemoteCount remote : site.role() == Role.CLIENT ? site.remotes() : site.hosts()) {
                byAddress
                        .computeIfAbsent(site.role() + remote.address(), key -> new ArrayList<>())
                        .add(i);
            }
        }
    }

    void write() {
        List<Remote> remotes = diagnosis.remotes().most();
        if (remotes.isEmpty()) {
            page.leaf("p", "No connection had a remote.", with("class", "note"));
            return;
        }
        page.open(
                        "div",
                        with("class", "wide")
                                .and("tabindex", "0")
                                .and("role", "region")
                                .and("aria-label", "Remotes"))
                .open("table", with("class", "remotes").and("id", "remote-table"))
                .open("thead")
                .open("tr")
                .leaf("th", "Remote", with("scope", "col").and("data-sort", "text"))
                .leaf("th", "Role here", with("scope", "col").and("data-sort", "text"));
        for (String number : List.of("Connections", "Still open", "In CLOSE_WAIT", "Closed here first")) {
            page.leaf("th", number, with("scope", "col").and("class", "number").and("data-sort", "number"));
        }
        page.leaf("th", "Sites", with("scope", "col"))
                .close("tr")
                .close("thead")
                .open("tbody");
        remotes.stream().limit(ROWS).forEach(this::row);
        page.close("tbody").close("table").close("div");
        more(remotes);
    }

    private void row(Remote remote) {
        page.open("tr")
                .open("td")
                .leaf("code", remote.address())
                .closeInline("td")
                .leaf("td", remote.role() == Role.CLIENT ? "client" : "server")
                .leaf("td", NumberText.count(remote.connections()), with("class", "number"))
                .leaf("td", NumberText.count(remote.open()), with("class", "number"))
                .leaf(
                        "td",
                        NumberText.count(remote.closeWait()),
                        with("class", remote.closeWait() > 0 ? "number bad" : "number"))
                .leaf("td", NumberText.count(remote.timeWait()), with("class", "number"))
                .open("td");
        List<Integer> leaks = byAddress.getOrDefault(remote.role() + remote.address(), List.of());
        for (int index : leaks.subList(0, Math.min(leaks.size(), SITES))) {
            LeakSite site = sites.get(index);
            page.leaf(
                            "a",
                            (index + 1) + " "
                                    + (site.isBlameUnknown()
                                            ? site.shownBlame()
                                            : FrameParts.of(site.blame()).brief()),
                            with("href", anchors.linkTo(site))
                                    .and("data-problem", site.problem().word()))
                    .text(" ");
        }
        page.text(leaks.size() > SITES ? "and " + (leaks.size() - SITES) + " more" : "")
                .closeInline("td")
                .close("tr");
    }

    private void more(List<Remote> remotes) {
        long rows = Math.max(0, remotes.size() - ROWS);
        long connections =
                remotes.stream().skip(ROWS).mapToLong(Remote::connections).sum();
        long others = diagnosis.remotes().others();
        if (rows > 0) {
            page.leaf(
                    "p",
                    "and " + NumberText.count(rows) + " more remotes with " + NumberText.count(connections)
                            + " connections"
                            + (others == 0
                                    ? ""
                                    : "; another " + NumberText.count(others)
                                            + " connections went to remotes that were not counted separately"),
                    with("class", "note"));
        }
    }
}
