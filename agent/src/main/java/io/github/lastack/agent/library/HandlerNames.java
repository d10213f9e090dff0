// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.library;

import java.util.LinkedHashSet;
import java.util.Set;

/** The names of handler classes, each once, in the order in which they were found, up to a useful number. */
final class HandlerNames {
    /** Follows the name of the enclosing class in the name of a lambda's class. */
    static final String LAMBDA = "$$Lambda";

    private static final int MAX_NAMES = 32;
    private static final String SEPARATOR = ", ";

    private final Set<String> names = new LinkedHashSet<>();

    void add(Class<?> type) {
        if (names.size() < MAX_NAMES) {
            names.add(nameOf(type));
        }
    }

    /**
     * Returns the name without what differs in each run: the number and address of a lambda's class, or of another
     * hidden class.
     */
    private static String nameOf(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf(LAMBDA);
        if (lambda >= 0) {
            return name.substring(0, lambda + LAMBDA.length());
        }
        int hidden = name.indexOf('/');
        return hidden < 0 ? name : name.substring(0, hidden);
    }

    /** Returns the names, separated by a comma and a blank; empty for none. */
    @Override
    public String toString() {
        return String.join(SEPARATOR, names);
    }
}
