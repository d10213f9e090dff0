// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.library;

/**
 * A field that holds a reference, of a class that a library may contain under another name. What is remembered of a
 * class is a number that the class itself keeps. Thread-safe.
 */
final class LibraryField extends ClassValue<Long> {
    private static final long NONE = -1;

    private final FieldReader fields;
    private final String declaredBy;
    private final String name;

    /**
     * A field.
     *
     * @param fields null where none can be read
     */
    LibraryField(FieldReader fields, String declaredBy, String name) {
        this.fields = fields;
        this.declaredBy = declaredBy;
        this.name = name;
    }

    /** Returns the value; null for an object that has no such field, and for null. */
    Object of(Object object) {
        long offset = object == null || fields == null ? NONE : get(object.getClass());
        return offset == NONE ? null : fields.read(object, offset);
    }

    @Override
    protected Long computeValue(Class<?> type) {
        try {
            for (Class<?> here = type; here != null; here = here.getSuperclass()) {
                if (isDeclaredBy(here.getName())) {
                    return fields.offsetOf(here.getDeclaredField(name));
                }
            }
        } catch (ReflectiveOperationException | LinkageError | RuntimeException otherVersion) {
            return NONE;
        }
        return NONE;
    }

    private boolean isDeclaredBy(String type) {
        return type.equals(declaredBy) || type.endsWith('.' + declaredBy);
    }
}
