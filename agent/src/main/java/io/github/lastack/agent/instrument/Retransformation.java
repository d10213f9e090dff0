// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.instrument;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Retransforms loaded classes with the shortest pauses that the JVM allows. Each call stops the application while the
 * JVM looks through all of its classes: once for the call since JDK 17, and before that once for each class that is
 * changed. So the classes go all together, or one after the other with a rest between.
 *
 * <p>If the JVM rejects one of them, each goes alone, so that the others are not affected.
 */
final class Retransformation {
    /** The first version that looks once. Versions between 11 and this one were not tried, and are treated like 11. */
    private static final int LOOKS_ONCE_SINCE = 17;

    private static final long REST_MILLIS = 50;

    private final Instrumentation instrumentation;
    private final boolean together;

    Retransformation(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
        String release = System.getProperty("java.specification.version", "1.8");
        this.together = Integer.parseInt(release.substring(release.indexOf('.') + 1)) >= LOOKS_ONCE_SINCE;
    }

    /**
     * Retransforms classes.
     *
     * @param resting whether there is an application that must run between two pauses
     * @return the failures, by class
     */
    Map<Class<?>, Throwable> of(List<Class<?>> types, boolean resting) {
        if (together && attempt(types.toArray(new Class<?>[0])) == null) {
            return Collections.emptyMap();
        }
        Map<Class<?>, Throwable> failures = new HashMap<>();
        for (Class<?> type : types) {
            Throwable failure = attempt(type);
            if (failure != null) {
                failures.put(type, failure);
            }
            if (resting) {
                rest();
            }
        }
        return failures;
    }

    private Throwable attempt(Class<?>... types) {
        try {
            instrumentation.retransformClasses(types);
            return null;
        } catch (UnmodifiableClassException | RuntimeException | LinkageError | InternalError e) {
            return e;
        }
    }

    private static void rest() {
        try {
            Thread.sleep(REST_MILLIS);
        } catch (InterruptedException inAHurry) {
            Thread.currentThread().interrupt();
        }
    }
}
