// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render;

import io.github.lastack.diagnose.Check;
import io.github.lastack.diagnose.Diagnosis;
import io.github.lastack.diagnose.LeakSite;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** {@code lastack check}: which limits are kept, and what breaks the others. */
public final class CheckText {
    private CheckText() {}

    public static String of(Diagnosis diagnosis, List<Check> checks, Style style) {
        Lines lines = new Lines();
        for (Check check : checks) {
            lines.add((check.passed() ? style.good("passed") : style.bad("FAILED")) + "  " + words(check));
            if (!check.passed()) {
                check.sites().forEach(site -> site(site, lines, style));
            }
        }
        young(diagnosis, lines);
        Verdict.addNotKnown(diagnosis, style, lines);
        return lines.toString();
    }

    /** A limit on close-wait that is kept says nothing of those. */
    private static void young(Diagnosis diagnosis, Lines lines) {
        if (diagnosis.closeWaitWithinLimit() > 0) {
            lines.add("not counted: " + diagnosis.closeWaitWithinLimit() + " in CLOSE_WAIT for less than "
                    + Style.duration(diagnosis.closeWaitLimit()));
        }
    }

    /** {@code 4 connections in close-wait, 0 allowed by --max-close-wait}. */
    static String words(Check check) {
        return number(check.found()) + " " + check.measure() + ", " + number(check.allowed()) + " allowed by "
                + check.option();
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
