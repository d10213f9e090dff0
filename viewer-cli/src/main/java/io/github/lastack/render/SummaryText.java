// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.LeakSite;

/** {@code lastack summary}: what is wrong, worst first, in one screen. */
public final class SummaryText {
    static final int WORST = 3;

    private SummaryText() {}

    public static String of(Diagnosis diagnosis, Style style) {
        Lines lines = new Lines();
        lines.add(Verdict.headline(diagnosis, style));
        lines.add(style.faint(Verdict.recording(diagnosis)));
        worst(diagnosis, style, lines);
        new StateText(diagnosis, style, lines).add();
        Verdict.addNotKnown(diagnosis, style, lines);
        next(diagnosis, lines);
        return lines.toString();
    }

    private static void worst(Diagnosis diagnosis, Style style, Lines lines) {
        if (diagnosis.sites().isEmpty()) {
            lines.blank().wrapped(Verdict.healthy(diagnosis), 0, style.width());
            return;
        }
        SiteText text = new SiteText(style, lines);
        int number = 0;
        for (LeakSite site : diagnosis.sites().stream().limit(WORST).toList()) {
            lines.blank();
            text.brief(++number, site);
        }
        int more = diagnosis.sites().size() - WORST;
        if (more > 0) {
            lines.blank().add("and " + more + " more");
        }
    }

    private static void next(Diagnosis diagnosis, Lines lines) {
        String files = String.join(" ", diagnosis.recording().files());
        lines.blank();
        if (!diagnosis.sites().isEmpty()) {
            lines.add("Next  lastack sites " + files + "  (with the stacks)");
        }
        lines.add((diagnosis.sites().isEmpty() ? "Next  " : "      ") + "lastack connections " + files
                + "  (one line a connection)");
    }
}
