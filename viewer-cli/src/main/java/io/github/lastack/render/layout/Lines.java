// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import java.util.regex.Pattern;

/** Text that grows line by line. */
public final class Lines {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private static final Pattern BETWEEN_WORDS = Pattern.compile(" (?!(?<=[0-9] )(?:ms|s|min|h|d|%)(?![a-z]))");

    private final StringBuilder text = new StringBuilder();

    public Lines add(String line) {
        text.append(line.stripTrailing()).append('\n');
        return this;
    }

    public Lines blank() {
        return add("");
    }

    /** Breaks the words into lines that fit, each with the indent; a number stays with its unit. */
    public Lines wrapped(String words, int indent, int width) {
        StringBuilder line = new StringBuilder();
        for (String word : BETWEEN_WORDS.split(words)) {
            if (!line.isEmpty() && indent + line.length() + 1 + word.length() > width) {
                add(" ".repeat(indent) + line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        return add(" ".repeat(indent) + line);
    }

    /** The words beside a label, broken to the right of it. */
    public Lines labelled(String label, int indent, String words, int width) {
        int from = text.length();
        wrapped(words, indent, width);
        text.replace(from, from + indent, label);
        return this;
    }

    /** How many rows of a terminal of that width a text takes, whose colours take none. */
    public static int rows(String text, int width) {
        return text.lines()
                .mapToInt(
                        line -> Math.max(1, (COLOUR.matcher(line).replaceAll("").length() + width - 1) / width))
                .sum();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
