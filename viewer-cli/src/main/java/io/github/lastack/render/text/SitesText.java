// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.select.SiteSelection;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.phrase.LeftOutText;
import io.github.lastack.render.phrase.SiteText;
import io.github.lastack.render.phrase.StateText;
import io.github.lastack.render.phrase.Verdict;

/** {@code lastack sites}: every leak site, with stacks. */
public final class SitesText {
    private SitesText() {}

    public static String of(Diagnosis diagnosis, Style style) {
        return of(diagnosis, SiteSelection.all(diagnosis.sites()), style);
    }

    public static String of(Diagnosis diagnosis, SiteSelection selection, Style style) {
        Lines lines = new Lines();
        lines.add(Verdict.headline(diagnosis, style));
        lines.wrapped(Verdict.recording(diagnosis, style), 0, style.width());
        if (diagnosis.sites().isEmpty()) {
            lines.blank().wrapped(Verdict.healthy(diagnosis), 0, style.width());
        }
        SiteText text = new SiteText(diagnosis.recording(), style, lines);
        selection.byNumber().forEach((number, site) -> {
            lines.blank();
            text.full(number, site);
        });
        LeftOutText.add(selection.leftOut(), "site", style, lines);
        new StateText(diagnosis, style, lines).add();
        Verdict.addNotes(diagnosis, style, lines);
        Verdict.addNotKnown(diagnosis, style, lines);
        return lines.toString();
    }
}
