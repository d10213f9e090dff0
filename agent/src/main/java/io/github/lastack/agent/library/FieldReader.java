// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.library;

import io.github.lastack.agent.jdk.JdkInternals;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;

/**
 * Reads references from fields of any object in any module, by the offsets of the fields. No method is called, and a
 * number keeps no class alive. Thread-safe.
 */
public final class FieldReader {
    private final MethodHandle offsetOf; // Field to long
    private final MethodHandle reader; // Object and long to Object

    FieldReader(MethodHandle offsetOf, MethodHandle reader) {
        this.offsetOf = offsetOf;
        this.reader = reader;
    }

    /** Returns a reader; null where this JDK's Unsafe is not as expected. */
    public static FieldReader of(JdkInternals jdk) {
        try {
            return new FieldReader(jdk.unsafe("objectFieldOffset", Field.class), jdk.referenceReader());
        } catch (ReflectiveOperationException | RuntimeException otherJdk) {
            return null;
        }
    }

    /** Returns the offset of a field, which must not be static. */
    long offsetOf(Field field) {
        try {
            return (long) offsetOf.invokeExact(field);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /**
     * Reads a field.
     *
     * @param offset of a field of the object's class that holds a reference
     */
    Object read(Object object, long offset) {
        try {
            return (Object) reader.invokeExact(object, offset);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }
}
