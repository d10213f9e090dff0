// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.problem.Detail;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.facts.source.RecordingInfo;
import io.github.lastack.render.layout.Style;
import java.util.List;

/** The sentences that the text commands and the report share. */
public final class Words {
    private Words() {}

    public static String headline(Diagnosis diagnosis) {
        return Verdict.headline(diagnosis, Style.PLAIN);
    }

    /** The sentence for a diagnosis without a site. */
    public static String healthy(Diagnosis diagnosis) {
        return Verdict.healthy(diagnosis);
    }

    /** How many connections are in CLOSE_WAIT for less than the limit; empty if none is. */
    public static String tooYoung(Diagnosis diagnosis) {
        return JudgementText.tooYoung(diagnosis, "in CLOSE_WAIT ");
    }

    /** One line for each fact that could not be known. */
    public static List<String> notKnown(Diagnosis diagnosis) {
        return Verdict.notKnown(diagnosis);
    }

    /** How many connections, and for how long. */
    public static String amount(LeakSite site) {
        return SiteText.amount(site);
    }

    /** When the site began to leak, and whether it still grows. */
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

    /** The details that only some problems have: a label and a sentence each. */
    public static List<List<String>> details(Detail detail) {
        return DetailText.of(detail).stream()
                .map(line -> List.of(line.label(), line.words()))
                .toList();
    }
}
