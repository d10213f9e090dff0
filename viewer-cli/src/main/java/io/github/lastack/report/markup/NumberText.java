// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.markup;

import java.util.Locale;

/** Formats numbers for people and for SVG. */
public final class NumberText {
    private static final double PERCENT = 100;

    private NumberText() {}

    /** {@code 12,345}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Formats a part of the whole as a percentage, so that a chart scales with the page. */
    public static String percent(double part) {
        return String.format(Locale.ROOT, "%.3f%%", part * PERCENT);
    }

    public static String pixels(double length) {
        return String.format(Locale.ROOT, "%.1f", length);
    }
}
