// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.LeakSite;

/** {@code lastack sites}: every leak site, with stacks. */
public final class SitesText {
    private SitesText() {}

    public static String of(Diagnosis diagnosis, Style style) {
        Lines lines = new Lines();
        lines.add(Verdict.headline(diagnosis, style));
        lines.add(style.faint(Verdict.recording(diagnosis)));
        if (diagnosis.sites().isEmpty()) {
            lines.blank().wrapped(Verdict.healthy(diagnosis), 0, style.width());
        }
        SiteText text = new SiteText(diagnosis.recording(), style, lines);
        int number = 0;
        for (LeakSite site : diagnosis.sites()) {
            lines.blank();
            text.full(++number, site);
        }
        new StateText(diagnosis, style, lines).add();
        Verdict.addNotKnown(diagnosis, style, lines);
        return lines.toString();
    }
}
