// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.phrase;

import io.github.lastack.diagnose.select.LeftOut;
import io.github.lastack.render.layout.Lines;
import io.github.lastack.render.layout.Style;
import java.util.stream.Collectors;

/** How many rows of an output are left out, and by which options. */
public final class LeftOutText {
    private LeftOutText() {}

    /** Adds nothing where all is shown. */
    public static void add(LeftOut leftOut, String noun, Style style, Lines lines) {
        if (!leftOut.byOption().isEmpty()) {
            lines.blank().wrapped(words(leftOut, noun), 0, style.width());
        }
    }

    /** {@code 3 of 11 sites shown; 6 left out by --problem, 2 by --top}. */
    private static String words(LeftOut leftOut, String noun) {
        String by = leftOut.byOption().entrySet().stream()
                .map(option -> option.getValue() + " by " + option.getKey())
                .collect(Collectors.joining(", "));
        return leftOut.shown() + " of " + Style.count(leftOut.of(), noun) + " shown; "
                + by.replaceFirst(" by", " left out by");
    }
}
