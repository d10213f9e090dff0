// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.jdk.JdkInternals;

/**
 * Empties JFR's pool of strings between two chunks. A string of 17 to 127 characters that events repeat is written once
 * a chunk, and then referred to by number. Before JDK 21 some threads do not notice that a new chunk has begun and go
 * on with the numbers of an earlier one, so that the string is missing in theirs. Thread-safe, while JFR is running.
 */
final class JfrStrings {
    private final JdkInternals jdk;
    private volatile boolean isSound;

    JfrStrings(JdkInternals jdk) {
        this.jdk = jdk;
    }

    /** Empties the pool, so that strings are pooled anew. Must be called between two chunks. */
    void forget() {
        if (isSound) {
            return;
        }
        try {
            Class<?> pool = Class.forName("jdk.jfr.internal.StringPool");
            if (has(pool, "generation")) { // the numbers know their chunk
                isSound = true;
            } else if (has(pool, "epochAddress")) { // JDK 8
                Object strings = jdk.getter(pool, "sp").invoke();
                jdk.callOn(strings, strings.getClass(), "reset");
            } else {
                jdk.call(pool, "reset", new Class<?>[0]);
            }
        } catch (Throwable otherJdk) {
            isSound = true; // as far as can be told
        }
    }

    private static boolean has(Class<?> pool, String field) {
        try {
            pool.getDeclaredField(field);
            return true;
        } catch (NoSuchFieldException e) {
            return false;
        }
    }
}
