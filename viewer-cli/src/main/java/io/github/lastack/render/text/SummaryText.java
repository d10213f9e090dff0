// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.render.layout.FrameName;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Shell;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.phrase.SiteText;
import io.github.lastack.render.phrase.StateText;
import io.github.lastack.render.phrase.StatesOverTimeText;
import io.github.lastack.render.phrase.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code lastack summary}: what is wrong, worst first, in one screen. If the terminal has too few rows, the least
 * important parts are left out, and the last line says so.
 */
public final class SummaryText {
    public static final int WORST = 3;

    /** Rows that the typed command above and the shell's prompt below take. */
    private static final int AROUND = 2;

    private final Diagnosis diagnosis;
    private final Style style;
    private final Cut cut;
    private final Lines lines = new Lines();
    private final List<String> leftOut = new ArrayList<>();

    /** The parts to leave out of a summary that is too long; each includes the parts before it. */
    private enum Cut {
        NOTHING,
        EMPTY_STATES,
        THIRD_SITE,
        SECOND_SITE,
        NEXT,
        KERNEL_COUNTS,
        NOTES,
        NOT_KNOWN,
        PICTURES,
        FURTHER_SITES
    }

    private SummaryText(Diagnosis diagnosis, Style style, Cut cut) {
        this.diagnosis = diagnosis;
        this.style = style;
        this.cut = cut;
    }

    public static String of(Diagnosis diagnosis, Style style) {
        String text = "";
        for (Cut cut : Cut.values()) {
            text = new SummaryText(diagnosis, style, cut).text();
            if (style.rows() == 0 || Lines.rows(text, style.width()) <= style.rows() - AROUND) {
                break;
            }
        }
        return text;
    }

    private boolean isLeftOut(Cut part) {
        return cut.compareTo(part) >= 0;
    }

    private String text() {
        lines.add(Verdict.headline(diagnosis, style));
        lines.wrapped(Verdict.recording(diagnosis, style), 0, style.width());
        worst();
        states();
        new StateText(diagnosis, style, lines).addUrgent();
        besides();
        next();
        if (!leftOut.isEmpty()) {
            Lines last = new Lines();
            String what = "Left out (" + style.rows() + " rows): " + String.join(", ", leftOut);
            last.wrapped(what + "; all: '| less'", 0, style.width());
            last.toString().lines().forEach(line -> lines.add(style.faint(line)));
        }
        return lines.toString();
    }

    private void worst() {
        lines.blank();
        if (diagnosis.sites().isEmpty()) {
            lines.wrapped(Verdict.healthy(diagnosis), 0, style.width());
            return;
        }
        SiteText text = new SiteText(diagnosis.recording(), style, lines);
        int shown = isLeftOut(Cut.FURTHER_SITES) ? 1 : WORST;
        int whole = isLeftOut(Cut.SECOND_SITE) ? 1 : isLeftOut(Cut.THIRD_SITE) ? 2 : WORST;
        int number = 0;
        int folded = 0;
        for (LeakSite site : diagnosis.sites().stream().limit(shown).toList()) {
            if (++number <= whole) {
                text.brief(number, site);
            } else {
                text.folded(number, site);
                folded++;
            }
        }
        if (folded > 0) {
            leftOut.add("details of " + Style.count(folded, "site"));
        }
        List<LeakSite> others = diagnosis.sites().stream().skip(shown).toList();
        if (!others.isEmpty()) {
            String more = "and " + others.size() + " more: ";
            lines.wrapped(more + named(others, style.width() - more.length()), 0, style.width());
        }
    }

    private String named(List<LeakSite> others, int room) {
        if (others.size() > 1) {
            return problems(others);
        }
        LeakSite last = others.get(0);
        String leak = last.problem().word() + " / " + last.cause().word() + "  " + last.connections() + " at ";
        return leak + FrameName.blamed(last, style, room - leak.length());
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

    private void states() {
        lines.blank();
        if (isLeftOut(Cut.PICTURES)) {
            new StateText(diagnosis, style, lines).addAtEnd();
            leftOut.add("states over time");
            return;
        }
        StatesOverTimeText states = new StatesOverTimeText(diagnosis, style, lines);
        if (states.add(!isLeftOut(Cut.EMPTY_STATES), !isLeftOut(Cut.KERNEL_COUNTS))) {
            leftOut.add("empty states");
        }
        if (isLeftOut(Cut.KERNEL_COUNTS) && states.hasKernelCounts()) {
            leftOut.add("kernel counts");
        }
    }

    private void besides() {
        if (isLeftOut(Cut.NOTES)) {
            first("Notes", diagnosis.notes());
        } else {
            Verdict.addNotes(diagnosis, style, lines);
        }
        if (isLeftOut(Cut.NOT_KNOWN)) {
            first("Not known", Verdict.notKnown(diagnosis));
        } else {
            Verdict.addNotKnown(diagnosis, style, lines);
        }
    }

    private void first(String what, List<String> all) {
        if (!all.isEmpty()) {
            lines.wrapped(what + ": " + all.get(0), 0, style.width());
        }
        if (all.size() > 1) {
            leftOut.add(all.size() - 1 + " more of '" + what + "'");
        }
    }

    private void next() {
        if (!isLeftOut(Cut.NEXT)) {
            lines.blank();
        }
        String files = Shell.words(diagnosis.recording().files());
        Map<String, String> commands = new LinkedHashMap<>();
        if (diagnosis.sites().isEmpty()) {
            commands.put("connections " + files, "one line per connection");
        } else {
            commands.put("sites " + files, "with the stacks");
            if (!isLeftOut(Cut.NEXT)) {
                commands.put("connections " + files + " --site 1", "the connections of site 1");
                commands.put("report " + files, "everything, with pictures");
            } else {
                leftOut.add("commands");
            }
        }
        int width = commands.keySet().stream().mapToInt(String::length).max().orElse(0);
        String label = "Next  ";
        for (Map.Entry<String, String> command : commands.entrySet()) {
            String padding = " ".repeat(width - command.getKey().length());
            String line = label + "lastack " + command.getKey();
            String comment = padding + "  " + command.getValue();
            boolean fits = style.piped() || (line + comment).length() <= style.width();
            lines.add(fits ? line + style.faint(comment) : line);
            label = " ".repeat(label.length());
        }
    }
}
