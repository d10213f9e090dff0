// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import java.util.List;

/** Draws numbers as a row of columns, scaled to the highest; 0 is a space. */
public final class Sparkline {
    private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
    private static final String ASCII = " .,:-=+*#";

    private Sparkline() {}

    /** Draws one column for each number; if there are too many, a column shows the greatest of several. */
    public static String of(List<Integer> numbers, int width, Style style) {
        int columns = Math.min(width, numbers.size());
        int most = most(numbers);
        String heights = style.unicode() ? BLOCKS : ASCII;
        int highest = heights.length() - 1;
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < columns; column++) {
            long from = (long) column * numbers.size() / columns;
            long to = (column + 1L) * numbers.size() / columns;
            long number = most(numbers.subList((int) from, (int) to));
            line.append(heights.charAt(most == 0 ? 0 : (int) ((number * highest + most - 1) / most)));
        }
        return line.toString();
    }

    private static int most(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
