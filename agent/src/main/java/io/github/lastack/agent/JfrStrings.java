// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.jdk.JdkInternals;

/**
 * JFR's pool of strings. A string of 17 to 127 characters that events repeat is written once a chunk, and by number from then
 * on. Before JDK 21 JFR notices only in some threads that a new chunk has begun: others go on with the numbers of an earlier
 * chunk, and in theirs the string is missing. So the pool is emptied for it. For any thread, while JFR is at work.
 */
final class JfrStrings {
    private final JdkInternals jdk;
    private volatile boolean isSound;

    JfrStrings(JdkInternals jdk) {
        this.jdk = jdk;
    }

    /** To be called between two chunks: strings are pooled anew. */
    void forget() {
        if (isSound) {
            return;
        }
        try {
            Class<?> pool = Class.forName("jdk.jfr.internal.StringPool");
            if (has(pool, "generation")) { // numbers know their chunk
                isSound = true;
            } else if (has(pool, "epochAddress")) { // JDK 8
                Object strings = jdk.getter(pool, "sp").invoke();
                jdk.callOn(strings, strings.getClass(), "reset");
            } else {
                jdk.call(pool, "reset", new Class<?>[0]);
            }
        } catch (Throwable otherJdk) {
            isSound = true; // for all that can be done
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
