// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

import java.util.List;

/**
 * A type, whose values are written one field after the other.
 *
 * @param fields empty for primitive types and strings
 */
public record Type(long id, String name, boolean isEvent, Shape shape, List<Field> fields) {
    public Type(long id, String name, boolean isEvent, List<Field> fields) {
        this(id, name, isEvent, Shape.of(name), fields);
    }

    /**
     * @param constant whether only the number of a constant is written
     * @param array whether a length and as many values are written
     */
    public record Field(String name, long typeId, boolean constant, boolean array) {}

    /** How a single value is written. */
    public enum Shape {
        NUMBER,
        /** Written without sign extension. */
        INT,
        SHORT,
        BYTE,
        FLOAT,
        DOUBLE,
        STRING,
        FIELDS;

        public static Shape of(String type) {
            return switch (type) {
                case "long", "char" -> NUMBER;
                case "int" -> INT;
                case "short" -> SHORT;
                case "byte", "boolean" -> BYTE;
                case "float" -> FLOAT;
                case "double" -> DOUBLE;
                case "java.lang.String" -> STRING;
                default -> FIELDS;
            };
        }
    }
}
