// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.render.layout.Style;
import java.util.List;

/** The sentences that the text commands and the page share, so that both say the same. */
public final class Words {
    private Words() {}

    public static String headline(Diagnosis diagnosis) {
        return Verdict.headline(diagnosis, Style.PLAIN);
    }

    /** What is true where no site was found. */
    public static String healthy(Diagnosis diagnosis) {
        return Verdict.healthy(diagnosis);
    }

    /** How many connections are in CLOSE_WAIT for less than the limit; empty if none is. */
    public static String tooYoung(Diagnosis diagnosis) {
        return JudgementText.tooYoung(diagnosis, "in CLOSE_WAIT ");
    }

    /** What the diagnosis cannot say, or could not see, a line each. */
    public static List<String> notKnown(Diagnosis diagnosis) {
        return Verdict.notKnown(diagnosis);
    }

    /** How many connections, and for how long. */
    public static String amount(LeakSite site) {
        return SiteText.amount(site);
    }

    /** Since when connections leak there, and whether it goes on. */
    public static String since(LeakSite site, RecordingInfo recording) {
        return SinceText.of(site, recording);
    }

    /** The port or ports on which a server accepted a site's connections. */
    public static String ports(LeakSite site) {
        return SiteText.ports(site);
    }

    public static String dwell(LeakSite site) {
        return SiteText.dwell(site);
    }

    /** What only some problems have: a label and a sentence each. */
    public static List<List<String>> details(Detail detail) {
        return DetailText.of(detail).stream()
                .map(line -> List.of(line.label(), line.words()))
                .toList();
    }
}
