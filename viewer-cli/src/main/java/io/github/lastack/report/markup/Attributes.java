// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.report.markup;

import java.util.ArrayList;
import java.util.List;

/** The attributes of one element, written in the order in which they were given. */
public final class Attributes {
    static final Attributes NONE = new Attributes();

    /** Names and values by turns. */
    private final List<String> pairs = new ArrayList<>();

    private Attributes() {}

    /** @param value null to leave the attribute out */
    public static Attributes with(String name, String value) {
        return new Attributes().and(name, value);
    }

    public static Attributes with(String name, int value) {
        return new Attributes().and(name, value);
    }

    /** @param value null to leave the attribute out */
    public Attributes and(String name, String value) {
        if (value != null) {
            pairs.add(name);
            pairs.add(value);
        }
        return this;
    }

    public Attributes and(String name, int value) {
        return and(name, Integer.toString(value));
    }

    void writeTo(Markup page) {
        for (int i = 0; i < pairs.size(); i += 2) {
            page.attribute(pairs.get(i), pairs.get(i + 1));
        }
    }
}
