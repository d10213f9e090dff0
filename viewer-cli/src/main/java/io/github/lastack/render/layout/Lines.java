// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.render.layout;

import java.util.regex.Pattern;

/** Collects text line by line. */
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

    /** Breaks the words into indented lines that fit; a number stays with its unit. */
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

    /** Adds a label and the words to its right, broken into lines that fit. */
    public Lines labelled(String label, int indent, String words, int width) {
        int from = text.length();
        wrapped(words, indent, width);
        text.replace(from, from + indent, label);
        return this;
    }

    /** The number of rows that a text takes on a terminal of the given width; colour codes take no space. */
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
