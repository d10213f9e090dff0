// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a chunk says of the types of its events and constants. */
final class Metadata {

    /* An event of its own: its head, then strings, then a tree of elements. Of an element: its name, the number of its
     * attributes, their names and values, the number of its children, the children; names and values are numbers of
     * strings. A type is an element "class" with an "id", its fields are children "field".
     */
    private static final int DEEPEST = 32;

    private final Map<Long, Type> types = new HashMap<>();
    private final Bytes bytes;
    private final String[] strings;

    private Metadata(Bytes bytes, String[] strings) {
        this.bytes = bytes;
        this.strings = strings;
    }

    /** @param bytes after the size and type of the metadata event */
    static Metadata read(Bytes bytes) {
        bytes.number(); // start
        bytes.number(); // duration
        bytes.number(); // number of the metadata
        String[] strings = new String[bytes.count()];
        for (int i = 0; i < strings.length; i++) {
            strings[i] = bytes.string(bytes.raw());
        }
        Metadata metadata = new Metadata(bytes, strings);
        metadata.element(0, null);
        if (metadata.types.isEmpty()) {
            throw new DamageException("no types");
        }
        return metadata;
    }

    Type type(long id) {
        return types.get(id);
    }

    Collection<Type> types() {
        return types.values();
    }

    /** @param fields of the type in which the element lies; null outside of types */
    private void element(int depth, List<Type.Field> fields) {
        if (depth > DEEPEST) {
            throw new DamageException("types without an end");
        }
        String name = string();
        Map<String, String> attributes = new HashMap<>();
        for (int left = bytes.count(); left > 0; left--) {
            attributes.put(string(), string());
        }
        List<Type.Field> inner = fields;
        if ("class".equals(name)) {
            inner = new ArrayList<>();
        } else if ("field".equals(name) && fields != null) {
            fields.add(field(attributes));
            inner = null;
        }
        for (int left = bytes.count(); left > 0; left--) {
            element(depth + 1, inner);
        }
        if ("class".equals(name)) {
            long id = number(attributes.get("id"));
            boolean event = "jdk.jfr.Event".equals(attributes.get("superType"));
            types.put(id, new Type(id, attributes.getOrDefault("name", ""), event, List.copyOf(inner)));
        }
    }

    private static Type.Field field(Map<String, String> attributes) {
        return new Type.Field(
                attributes.getOrDefault("name", ""),
                number(attributes.get("class")),
                "true".equals(attributes.get("constantPool")),
                attributes.containsKey("dimension"));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new DamageException("a type with the number " + text);
        }
    }

    private String string() {
        long index = bytes.number();
        if (index < 0 || index >= strings.length || strings[(int) index] == null) {
            throw new DamageException("a name with the number " + index);
        }
        return strings[(int) index];
    }
}
