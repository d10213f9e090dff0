// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.markup;

import java.util.Locale;

/** Numbers as people read them, and as SVG wants them. */
public final class NumberText {
    private static final double PERCENT = 100;

    private NumberText() {}

    /** {@code 12,345}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** A part of the whole as SVG's lengths say it, so that a picture is as wide as the page lets it be. */
    public static String percent(double part) {
        return String.format(Locale.ROOT, "%.3f%%", part * PERCENT);
    }

    public static String pixels(double length) {
        return String.format(Locale.ROOT, "%.1f", length);
    }
}
