// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.text;

import io.github.lastack.diagnose.Check;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.site.LeakSite;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Style;
import io.github.lastack.render.phrase.JudgementText;
import io.github.lastack.render.phrase.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** {@code lastack check}: which limits are kept, and what exceeds the others. */
public final class CheckText {
    private static final String UNJUDGED = "could not be judged: ";

    private CheckText() {}

    public static String of(Diagnosis diagnosis, List<Check> checks, Style style) {
        Lines lines = new Lines();
        for (Check check : checks) {
            lines.add(verdict(check, style) + "  " + words(check));
            if (check.isExceeded()) {
                check.sites().forEach(site -> site(site, lines, style));
            }
        }
        String young = JudgementText.tooYoung(diagnosis, "in CLOSE_WAIT ");
        if (!young.isEmpty()) {
            lines.add("not counted: " + young);
        }
        List<String> unknown = new ArrayList<>(Verdict.notKnown(diagnosis));
        if (checks.stream().anyMatch(Check::isUnjudged)) {
            List<String> reasons = JudgementText.reasons(diagnosis.judgement());
            reasons.forEach(reason -> lines.wrapped(UNJUDGED + reason, 0, style.width()));
            unknown.removeAll(reasons);
        }
        Verdict.addNotKnown(unknown, style, lines);
        return lines.toString();
    }

    private static String verdict(Check check, Style style) {
        return check.passed()
                ? style.good("passed")
                : check.isExceeded() ? style.bad("FAILED") : style.bad("NOT JUDGED");
    }

    /** {@code could not be judged: the recording is shorter than the limit ...}. */
    public static String unjudged(Diagnosis diagnosis) {
        return UNJUDGED + String.join("; ", JudgementText.reasons(diagnosis.judgement()));
    }

    /** {@code 4 connections in close-wait, 0 allowed by --max-close-wait}. */
    public static String words(Check check) {
        String found = number(check.found());
        String measure =
                found.equals("1") ? check.measure().replaceFirst("^(connection|time)s\\b", "$1") : check.measure();
        return found + " " + measure + ", " + number(check.allowed()) + " allowed by " + check.option();
    }

    private static void site(LeakSite site, Lines lines, Style style) {
        lines.add("        " + site.connections() + " " + site.cause().word() + " at " + style.bold(site.shownBlame()));
        lines.wrapped(site.advice(), 10, style.width());
    }

    private static String number(BigDecimal number) {
        BigDecimal rounded = number.setScale(2, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }
}
