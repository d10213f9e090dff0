// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

/** Tells whose code a class or a frame is, by the beginning of its name. */
final class CodeNames {
    private static final String[] OWN = {
        "io.github.lastack.boot.", "io.github.lastack.agent.", "io.github.lastack.events."
    };

    private static final String[] JDK = {"java.", "javax.", "jdk.", "sun.", "com.sun."};

    private CodeNames() {}

    static boolean areOwn(String text) {
        return startsWithAny(text, OWN);
    }

    static boolean areOfTheJdk(String text) {
        return startsWithAny(text, JDK);
    }

    private static boolean startsWithAny(String text, String[] prefixes) {
        for (String prefix : prefixes) {
            if (text.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
