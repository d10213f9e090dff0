// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.markup;

/** Writes HTML and SVG element by element; all text and attribute values are escaped. */
public final class Markup {
    private final StringBuilder text = new StringBuilder();

    public Markup open(String tag) {
        return open(tag, Attributes.NONE);
    }

    public Markup open(String tag, Attributes attributes) {
        text.append('<').append(tag);
        attributes.writeTo(this);
        text.append('>');
        return this;
    }

    void attribute(String name, String value) {
        text.append(' ').append(name).append("=\"");
        escape(value);
        text.append('"');
    }

    public Markup close(String tag) {
        text.append("</").append(tag).append(">\n");
        return this;
    }

    /** Closes an element without a line break, which would show as a space. */
    public Markup closeInline(String tag) {
        text.append("</").append(tag).append('>');
        return this;
    }

    /** Writes an element that holds nothing but text. */
    public Markup leaf(String tag, String content) {
        return leaf(tag, content, Attributes.NONE);
    }

    /** Writes an element that holds nothing but text. */
    public Markup leaf(String tag, String content, Attributes attributes) {
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

    /**
     * Whether a character is shown as it is. Control characters are invalid in HTML, and those that change the writing
     * direction can make a name look like another.
     */
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
