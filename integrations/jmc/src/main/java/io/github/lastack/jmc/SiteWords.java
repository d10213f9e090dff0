// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.render.phrase.SiteText;
import io.github.lastack.render.phrase.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the command line says of sites, as sentences: JMC shows text without its line breaks. */
final class SiteWords {
    /** The most sites that are explained. */
    private static final int EXPLAINED = 20;

    private SiteWords() {}

    static String summary(List<LeakSite> sites) {
        LeakSite worst = sites.get(0);
        String first = worst.shownBlame() + ": " + SiteText.amount(worst);
        return sites.size() == 1 ? sentence(first) : sentence(sites.size() + " sites, first " + first);
    }

    static String explanation(Diagnosis diagnosis, List<LeakSite> sites) {
        String explained = sites.stream()
                .limit(EXPLAINED)
                .map(site -> site(diagnosis, site))
                .collect(Collectors.joining("\n\n"));
        int left = sites.size() - EXPLAINED;
        return left <= 0 ? explained : explained + "\n\n" + left + " more: \"lastack sites\" lists all.";
    }

    private static String site(Diagnosis diagnosis, LeakSite site) {
        StringBuilder words = new StringBuilder(sentence(site.shownBlame() + ": " + SiteText.amount(site)));
        SiteText.of(site, diagnosis.recording())
                .forEach(line -> words.append('\n').append(sentence(line.label() + ": " + line.words())));
        return words.append("\nfingerprint: ").append(site.fingerprint()).toString();
    }

    /** Returns what to do, with the lines of code where that is to be done. */
    static String solution(List<LeakSite> sites) {
        Map<String, String> placesByAdvice = new LinkedHashMap<>();
        sites.stream()
                .limit(EXPLAINED)
                .forEach(site ->
                        placesByAdvice.merge(site.advice(), site.shownBlame(), (one, more) -> one + ", " + more));
        return placesByAdvice.entrySet().stream()
                .map(each -> sentence(each.getKey() + " (" + each.getValue() + ")"))
                .collect(Collectors.joining("\n"));
    }

    /** Returns why finding nothing proves nothing. */
    static String notJudged(Diagnosis diagnosis) {
        return sentence("Not judged: " + String.join("; ", Verdict.notKnown(diagnosis)));
    }

    static String sentence(String words) {
        return words + '.';
    }
}
