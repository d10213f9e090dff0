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
 * Has loaded classes transformed anew, with as little standstill as the JVM allows. Each call stops the application while the
 * JVM looks through all of its classes, once for the call since JDK 17, and before that once for each class that is changed.
 * So all go together, or one after the other with a rest between.
 *
 * <p>If the JVM will not have one of them, each goes alone, and the others are not its victims.
 */
final class Retransformation {
    /** Those between 11 and this were not tried, and are taken to be like 11. */
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
     * @param resting whether there is an application that shall go on between two stops
     * @return what was wrong, by class
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
