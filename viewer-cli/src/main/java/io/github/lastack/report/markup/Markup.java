// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.markup;

/** HTML and SVG that grow element by element; whatever comes from a recording is escaped. */
public final class Markup {
    private final StringBuilder text = new StringBuilder();

    /** @param attributes names and values in turns; one whose value is null is left out */
    public Markup open(String tag, String... attributes) {
        text.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            if (attributes[i + 1] != null) {
                text.append(' ').append(attributes[i]).append("=\"");
                escape(attributes[i + 1]);
                text.append('"');
            }
        }
        text.append('>');
        return this;
    }

    public Markup close(String tag) {
        text.append("</").append(tag).append(">\n");
        return this;
    }

    /** Without a line's end, which would be seen as a space. */
    public Markup closeInline(String tag) {
        text.append("</").append(tag).append('>');
        return this;
    }

    /** An element that holds nothing but text. */
    public Markup leaf(String tag, String content, String... attributes) {
        return open(tag, attributes).text(content).closeInline(tag);
    }

    public Markup text(String content) {
        escape(content);
        return this;
    }

    private void escape(String content) {
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            switch (c) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&#39;");
                default -> text.append(isPlain(c) ? c : '\ufffd');
            }
        }
    }

    /** Control characters are no HTML, and those that turn the direction of writing make a name look like another. */
    private static boolean isPlain(char c) {
        boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
        boolean turns = c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
        return !control && !turns;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
