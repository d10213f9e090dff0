// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.FrameKind;
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

    SiteText(Style style, Lines lines) {
        this.style = style;
        this.lines = lines;
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
        lines.add(INDENT + label(client ? "to" : "from") + remotes(client ? site.remotes() : site.hosts()));
        stack("opened", site.stacks().opened(), site.blame());
        stack("end of stream read", site.stacks().endOfStream(), site.blame());
        stack("last used", site.stacks().lastUsed(), site.blame());
        stack("closed", site.stacks().closed(), site.blame());
    }

    private static String amount(LeakSite site) {
        String open = site.stillOpen() == 0 ? "" : ", " + site.stillOpen() + " still open";
        return Style.count(site.connections(), "connection") + open + ", for up to "
                + Style.duration(site.dwell().max());
    }

    private static String dwell(LeakSite site) {
        return "half of them for " + Style.duration(site.dwell().p50()) + " or more, " + "new ones at "
                + Style.rate(site.ratePerSecond());
    }

    private static String remotes(List<LeakSite.Remote> remotes) {
        String first = remotes.stream()
                .limit(REMOTES)
                .map(remote -> remote.address() + " (" + remote.connections() + ")")
                .collect(Collectors.joining(", "));
        return remotes.size() > REMOTES ? first + " and " + (remotes.size() - REMOTES) + " more" : first;
    }

    private void stack(String what, List<String> frames, String blame) {
        if (frames.isEmpty()) {
            return;
        }
        lines.blank().add(INDENT + what);
        int folded = 0;
        for (String frame : frames) {
            if (FrameKind.of(frame) == FrameKind.JDK && !frame.equals(blame)) {
                folded++;
                continue;
            }
            fold(folded);
            folded = 0;
            lines.add(frame.equals(blame) ? INDENT + style.bold("> at " + frame) : INDENT + "  at " + frame);
        }
        fold(folded);
    }

    private void fold(int frames) {
        if (frames > 0) {
            lines.add(INDENT + style.faint("  ... " + Style.count(frames, "frame") + " of the JDK"));
        }
    }

    private String label(String word) {
        return style.faint(String.format("%-10s", word));
    }
}
