// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The metadata of a chunk: the types of its events and constants. */
public final class Metadata {

    /* An event of its own: its head, then strings, then a tree of elements. Of an element: its name, the number of its
     * attributes, their names and values, the number of its children, the children; names and values are numbers of
     * strings. A type is an element "class" with an "id", its fields are children "field".
     */
    private static final int DEEPEST = 32;

    private final LongMap<Type> byId = new LongMap<>();
    private final List<Type> types = new ArrayList<>();

    private Metadata() {}

    /** @param bytes after the size and type of the metadata event */
    public static Metadata read(Bytes bytes) {
        bytes.number(); // start
        bytes.number(); // duration
        bytes.number(); // number of the metadata
        Metadata metadata = new Metadata();
        metadata.new Tree(bytes).element(0, null);
        if (metadata.types.isEmpty()) {
            throw new DamageException("no types");
        }
        return metadata;
    }

    public Type type(long id) {
        return byId.get(id);
    }

    public List<Type> types() {
        return types;
    }

    private final class Tree {
        private final Bytes bytes;
        private final String[] strings;

        Tree(Bytes bytes) {
            this.bytes = bytes;
            this.strings = new String[bytes.count()];
            for (int i = 0; i < strings.length; i++) {
                strings[i] = bytes.string(bytes.raw());
            }
        }

        /** @param fields of the enclosing type; null outside of types */
        void element(int depth, List<Type.Field> fields) {
            if (depth > DEEPEST) {
                throw new DamageException("types without an end");
            }
            String name = string();
            boolean isType = name.equals("class");
            boolean isField = name.equals("field") && fields != null;
            Map<String, String> attributes = attributes(isType || isField);
            if (isField) {
                fields.add(field(attributes));
            }
            List<Type.Field> inner = isType ? new ArrayList<>() : isField ? null : fields;
            for (int left = bytes.count(); left > 0; left--) {
                element(depth + 1, inner);
            }
            if (isType) {
                add(type(attributes, inner));
            }
        }

        private Map<String, String> attributes(boolean wanted) {
            Map<String, String> attributes = wanted ? new HashMap<>() : Map.of();
            for (int left = bytes.count(); left > 0; left--) {
                String name = string();
                String value = string();
                if (wanted) {
                    attributes.put(name, value);
                }
            }
            return attributes;
        }

        private String string() {
            long index = bytes.number();
            if (index < 0 || index >= strings.length || strings[(int) index] == null) {
                throw new DamageException("a name with the number " + index);
            }
            return strings[(int) index];
        }
    }

    private void add(Type type) {
        byId.put(type.id(), type);
        types.add(type);
    }

    private static Type type(Map<String, String> attributes, List<Type.Field> fields) {
        boolean event = "jdk.jfr.Event".equals(attributes.get("superType"));
        return new Type(number(attributes.get("id")), attributes.getOrDefault("name", ""), event, List.copyOf(fields));
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
}
