// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.library;

import java.util.LinkedHashSet;
import java.util.Set;

/** The names of classes, each once, in the order of their finding, as far as so many help anybody. */
final class HandlerNames {
    /** What the class of a lambda has behind the name of the class that it is in. */
    static final String LAMBDA = "$$Lambda";

    private static final int MAX_NAMES = 32;
    private static final String SEPARATOR = ", ";

    private final Set<String> names = new LinkedHashSet<>();

    void add(Class<?> type) {
        if (names.size() < MAX_NAMES) {
            names.add(nameOf(type));
        }
    }

    /** Without what is another in each run: the number and address of a lambda's class, or of another hidden class. */
    private static String nameOf(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf(LAMBDA);
        if (lambda >= 0) {
            return name.substring(0, lambda + LAMBDA.length());
        }
        int hidden = name.indexOf('/');
        return hidden < 0 ? name : name.substring(0, hidden);
    }

    /** Separated by a comma and a blank; empty for none. */
    @Override
    public String toString() {
        return String.join(SEPARATOR, names);
    }
}
