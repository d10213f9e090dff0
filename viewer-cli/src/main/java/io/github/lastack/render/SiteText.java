// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.LeakSite;
import io.github.lastack.model.Role;
import java.util.List;
import java.util.stream.Collectors;

/** One leak site for people: in short, or with its stacks. */
final class SiteText {
    private static final int REMOTES = 5;
    private static final String INDENT = "   ";

    private final Style style;
    private final Lines lines;
    private final StackText stacks;

    SiteText(Style style, Lines lines) {
        this.style = style;
        this.lines = lines;
        this.stacks = new StackText(style, lines, INDENT);
    }

    void brief(int number, LeakSite site) {
        lines.add(number + ". "
                + style.bad(site.problem().word() + " / " + site.cause().word()) + "  " + amount(site));
        lines.add(INDENT + label("look at") + style.bold(site.blame()));
        lines.add(INDENT + label("because") + site.cause().meaning());
        lines.add(INDENT + label("to do") + site.cause().advice());
    }

    void full(int number, LeakSite site) {
        brief(number, site);
        if (site.connections() > 1) {
            lines.add(INDENT + label("how long") + dwell(site));
        }
        boolean client = site.role() == Role.CLIENT;
        if (!site.remotes().isEmpty()) {
            lines.add(INDENT + label(client ? "to" : "from") + remotes(client ? site.remotes() : site.hosts()));
        }
        stacks.add("opened", site.stacks().opened(), site.blame());
        stacks.add("end of stream read", site.stacks().endOfStream(), site.blame());
        stacks.add("shut down", site.stacks().shutDown(), site.blame());
        if (!site.stacks().lastUsed().equals(site.stacks().shutDown())) {
            stacks.add("last used", site.stacks().lastUsed(), site.blame());
        }
        stacks.add("closed", site.stacks().closed(), site.blame());
    }

    private static String amount(LeakSite site) {
        String open = site.stillOpen() == 0 ? "" : ", " + site.stillOpen() + " still open";
        return Style.count(site.connections(), "connection") + open + ", for up to "
                + Style.duration(site.dwell().max());
    }

    private static String dwell(LeakSite site) {
        String rate = site.ratePerSecond() == 0 ? "no new ones" : "new ones at " + Style.rate(site.ratePerSecond());
        return "half of them for " + Style.duration(site.dwell().p50()) + " or more, " + rate;
    }

    private static String remotes(List<LeakSite.Remote> remotes) {
        String first = remotes.stream()
                .limit(REMOTES)
                .map(remote -> remote.address() + " (" + remote.connections() + ")")
                .collect(Collectors.joining(", "));
        return remotes.size() > REMOTES ? first + " and " + (remotes.size() - REMOTES) + " more" : first;
    }

    private String label(String word) {
        return style.faint(String.format("%-10s", word));
    }
}
