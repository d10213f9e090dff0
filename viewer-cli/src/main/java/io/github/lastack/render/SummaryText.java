// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.LeakSite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code lastack summary}: what is wrong, worst first, in one screen. */
public final class SummaryText {
    static final int WORST = 3;

    private SummaryText() {}

    public static String of(Diagnosis diagnosis, Style style) {
        Lines lines = new Lines();
        lines.add(Verdict.headline(diagnosis, style));
        lines.wrapped(Verdict.recording(diagnosis), 0, style.width());
        worst(diagnosis, style, lines);
        new OverTimeText(diagnosis, style, lines.blank()).add();
        new StateText(diagnosis, style, lines).addUrgent();
        Verdict.addNotes(diagnosis, style, lines);
        Verdict.addNotKnown(diagnosis, style, lines);
        next(diagnosis, lines.blank(), style);
        return lines.toString();
    }

    private static void worst(Diagnosis diagnosis, Style style, Lines lines) {
        if (diagnosis.sites().isEmpty()) {
            lines.blank().wrapped(Verdict.healthy(diagnosis), 0, style.width());
            return;
        }
        SiteText text = new SiteText(diagnosis.recording(), style, lines.blank());
        int number = 0;
        for (LeakSite site : diagnosis.sites().stream().limit(WORST).toList()) {
            text.brief(++number, site);
        }
        List<LeakSite> others = diagnosis.sites().stream().skip(WORST).toList();
        if (!others.isEmpty()) {
            lines.wrapped("and " + others.size() + " more: " + named(others), 0, style.width());
        }
    }

    private static String named(List<LeakSite> others) {
        if (others.size() > 1) {
            return problems(others);
        }
        LeakSite last = others.get(0);
        return last.problem().word() + " / " + last.cause().word() + " at " + last.shownBlame();
    }

    /** {@code 2 close-wait, 1 time-wait}. */
    private static String problems(List<LeakSite> sites) {
        Map<String, Long> counts = sites.stream()
                .collect(Collectors.groupingBy(
                        site -> site.problem().word(), LinkedHashMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    private static void next(Diagnosis diagnosis, Lines lines, Style style) {
        String files = Shell.words(diagnosis.recording().files());
        Map<String, String> commands = new LinkedHashMap<>();
        if (!diagnosis.sites().isEmpty()) {
            commands.put("sites " + files, "with the stacks");
            commands.put("connections " + files + " --site 1", "the connections of the first");
            commands.put("report " + files, "all of it, with pictures");
        } else {
            commands.put("connections " + files, "one line a connection");
        }
        int width = commands.keySet().stream().mapToInt(String::length).max().orElse(0);
        String label = "Next  ";
        for (Map.Entry<String, String> command : commands.entrySet()) {
            String padding = " ".repeat(width - command.getKey().length());
            lines.add(label + "lastack " + command.getKey() + padding + style.faint("  " + command.getValue()));
            label = " ".repeat(label.length());
        }
    }
}
