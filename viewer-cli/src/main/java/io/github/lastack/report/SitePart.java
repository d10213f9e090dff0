// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report;

import static io.github.lastack.report.markup.Attributes.with;

import io.github.lastack.diagnose.problem.AcceptBacklog;
import io.github.lastack.diagnose.problem.RemoteCount;
import io.github.lastack.diagnose.profile.SiteProfile;
import io.github.lastack.diagnose.profile.StackTally;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.model.Role;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.phrase.Words;
import io.github.lastack.report.figure.DwellHistogram;
import io.github.lastack.report.figure.FlowChart;
import io.github.lastack.report.figure.Icicle;
import io.github.lastack.report.markup.FrameParts;
import io.github.lastack.report.markup.Markup;
import io.github.lastack.report.markup.NumberText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The section about one site. */
final class SitePart {
    private static final int REMOTES = 12;
    private static final int STACKS = 10;

    private final LeakSite site;
    private final RecordingInfo recording;
    private final Markup page;

    SitePart(LeakSite site, RecordingInfo recording, Markup page) {
        this.site = site;
        this.recording = recording;
        this.page = page;
    }

    void write(int number, String id) {
        page.open(
                "article",
                with("class", "site")
                        .and("id", id)
                        .and("data-problem", site.problem().word())
                        .and("aria-labelledby", "title-" + number));
        head(number, id);
        facts();
        pictures();
        stacks();
        texts();
        page.open("p", with("class", "fingerprint"))
                .text("fingerprint ")
                .leaf("code", site.fingerprint())
                .close("p");
        page.close("article");
    }

    private void head(int number, String id) {
        page.open("header")
                .open("h3", with("id", "title-" + number))
                .leaf("span", Integer.toString(number), with("class", "rank"))
                .text(" ");
        badge(site, page);
        page.text(" ")
                .leaf("span", site.cause().word(), with("class", "cause"))
                .close("h3")
                .open("p", with("class", "ways"))
                .leaf("a", "link", with("href", "#" + id).and("aria-label", "Link to site " + number))
                .text(" ")
                .leaf(
                        "a",
                        "\u2191 all sites",
                        with("href", "#worst").and("aria-label", "From site " + number + " to all sites"))
                .close("p")
                .close("header");
        page.open("p", with("class", "blamed"));
        if (site.isBlameUnknown()) {
            page.leaf("span", site.shownBlame(), with("class", "home"));
        } else {
            blamed(site.blame(), page);
        }
        String archive = site.origins().suffix(site.blame());
        if (!archive.isEmpty()) {
            page.text(" ").leaf("code", archive.strip());
        }
        page.close("p");
    }

    /** Writes the problem's name with a sign for its severity, since colour alone is not accessible. */
    static void badge(LeakSite site, Markup page) {
        boolean mild = site.problem().isMild();
        page.leaf(
                "span",
                (mild ? "\u25b3 " : "\u25b2 ") + site.problem().word(),
                with("class", mild ? "badge mild" : "badge"));
    }

    static void blamed(String blame, Markup page) {
        FrameParts frame = FrameParts.of(blame);
        page.open("code", with("class", "frame-name"))
                .leaf("span", frame.home(), with("class", "home"))
                .leaf("strong", frame.method())
                .leaf("span", frame.place().isEmpty() ? "" : "(" + frame.place() + ")", with("class", "home"))
                .closeInline("code");
    }

    private void facts() {
        page.open("dl", with("class", "facts"));
        fact("because", site.because());
        fact("to do", site.advice());
        fact("how many", Words.amount(site));
        if (!site.problem().isOfListeners()) {
            fact("since", Words.since(site, recording));
        }
        if (site.problem().isFailure()) {
            fact("how often", Style.rate(site.ratePerSecond()));
        } else if (site.connections() > 1 && !site.problem().isOfListeners()) {
            fact("how long", Words.dwell(site));
        }
        if (!site.remotes().isEmpty() && !site.problem().isFailure()) {
            remotes();
        }
        Words.details(site.detail()).forEach(line -> fact(line.get(0), line.get(1)));
        page.close("dl");
    }

    private void fact(String label, String words) {
        page.leaf("dt", label).leaf("dd", words);
    }

    private void remotes() {
        boolean client = site.role() == Role.CLIENT;
        List<RemoteCount> remotes = client ? site.remotes() : site.hosts();
        if (!client) {
            fact("on", Words.ports(site));
        }
        page.leaf("dt", client ? "to" : "from").open("dd");
        for (RemoteCount remote : remotes.stream().limit(REMOTES).toList()) {
            page.open("span", with("class", "remote"))
                    .leaf("code", remote.address())
                    .text(" " + NumberText.count(remote.connections()))
                    .closeInline("span")
                    .text(" ");
        }
        if (remotes.size() > REMOTES) {
            page.text("and " + NumberText.count(remotes.size() - REMOTES) + " more");
        }
        page.closeInline("dd");
    }

    private void pictures() {
        if (site.problem().isOfListeners() || site.profile().dwell().bins().isEmpty()) {
            return;
        }
        page.open("div", with("class", "pictures"));
        if (!site.problem().isFailure()) {
            page.open("figure").leaf("figcaption", "Time in " + place() + " (logarithmic)");
            DwellHistogram.draw(site, page);
            page.close("figure");
        }
        page.open("figure").leaf("figcaption", "During the recording (" + Style.duration(recording.duration()) + ")");
        FlowChart.draw(site.profile().flow(), recording.duration(), site.problem(), page);
        page.close("figure").close("div");
    }

    /** Returns the state in which connections stay, or a word for it. */
    private String place() {
        return site.problem().isNamedAfterState() ? site.problem().state().name() : "this condition";
    }

    private Map<String, StackTally> tallies() {
        SiteProfile profile = site.profile();
        Map<String, StackTally> tallies = new LinkedHashMap<>();
        tallies.put(site.problem().isFailure() ? "failed" : "opened", profile.opened());
        tallies.put("end of stream read", profile.endOfStream());
        tallies.put("shut down", profile.shutDown());
        tallies.put("last used", profile.lastUsed());
        tallies.put("last written to", profile.lastWritten());
        tallies.put("thread of the last use, when sampled", profile.heldNow());
        tallies.put("closed", profile.closed());
        if (site.detail() instanceof AcceptBacklog backlog
                && !backlog.accepted().isEmpty()) {
            tallies.put("accepted", new StackTally(List.of(new StackTally.Counted(backlog.accepted(), 1)), 0));
        }
        tallies.values().removeIf(StackTally::isEmpty);
        return tallies;
    }

    private void stacks() {
        page.open("div", with("class", "stacks"));
        tallies().forEach((what, tally) -> {
            Icicle icicle = new Icicle(tally, site, site.problem().noun(), page);
            page.open("figure", with("class", icicle.isForPaper() ? "stack" : "stack for-screens"))
                    .open("figcaption")
                    .leaf("strong", what)
                    .text(" " + many(tally))
                    .closeInline("figcaption");
            icicle.draw(what);
            page.close("figure");
        });
        page.close("div");
    }

    private String many(StackTally tally) {
        String others = tally.others() == 0 ? "" : ", and " + NumberText.count(tally.others()) + " with other stacks";
        return Style.count(tally.connections(), site.problem().noun()) + ", "
                + Style.count(tally.stacks().size(), "distinct stack") + others;
    }

    /** Writes the stacks as text, for copying, printing and screen readers. */
    private void texts() {
        page.open("details", with("class", "texts")).leaf("summary", "Stacks as text");
        long further = 0;
        for (Map.Entry<String, StackTally> entry : tallies().entrySet()) {
            StackTally tally = entry.getValue();
            List<StackTally.Counted> stacks = tally.stacks();
            for (int i = 0; i < Math.min(stacks.size(), STACKS); i++) {
                text(entry.getKey(), stacks.get(i), i == 0 ? "text" : "text further");
            }
            if (stacks.size() > STACKS) {
                page.leaf(
                        "p",
                        "and " + NumberText.count(stacks.size() - STACKS) + " more distinct stacks",
                        with("class", "further"));
            }
            further += stacks.size() - 1;
        }
        page.close("details");
        if (further > 0) {
            page.leaf(
                    "p",
                    Style.count(further, "less frequent stack")
                            + " left out: open \u201cStacks as text\u201d before printing",
                    with("class", "left-out"));
        }
    }

    private void text(String what, StackTally.Counted stack, String kind) {
        page.open("div", with("class", kind))
                .leaf(
                        "h4",
                        what + ", "
                                + Style.count(
                                        stack.connections(), site.problem().noun()))
                .open("pre", with("tabindex", "0"));
        for (String frame : stack.frames()) {
            String line = "    at " + site.origins().shown(frame);
            if (frame.equals(site.blame())) {
                page.leaf("strong", line, with("class", "bad")).text("\n");
            } else {
                page.text(line + "\n");
            }
        }
        page.close("pre").close("div");
    }
}
