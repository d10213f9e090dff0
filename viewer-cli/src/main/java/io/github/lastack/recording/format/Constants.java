// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The constants of one chunk: stacks, methods, classes and strings, each decoded when first used. */
public final class Constants {
    private static final String STRING = "java.lang.String";
    private static final String STACK = "jdk.types.StackTrace";
    private static final String METHOD = "jdk.types.Method";
    private static final String CLASS = "java.lang.Class";
    private static final String SYMBOL = "jdk.types.Symbol";

    private final Bytes bytes;
    private final Metadata metadata;
    private final Values values;
    private final Map<Long, Positions> pools = new HashMap<>();
    private final Map<String, Type> types = new HashMap<>();
    private final LongMap<String> strings = new LongMap<>();
    private final LongMap<String> symbols = new LongMap<>();
    private final LongMap<String> classes = new LongMap<>();
    private final LongMap<Method> methods = new LongMap<>();
    private final LongMap<List<JfrFrame>> stacks = new LongMap<>();

    private record Method(String type, String name, int modifiers) {}

    private static final Method UNKNOWN = new Method("", "", 0);

    public Constants(Bytes bytes, Metadata metadata) {
        this.bytes = bytes;
        this.metadata = metadata;
        this.values = new Values(metadata);
        for (Type type : metadata.types()) {
            types.put(type.name(), type);
        }
    }

    /**
     * Adds the constants of one checkpoint event.
     *
     * @param at after the event's size and type
     */
    public void add(int at) {
        bytes.at(at);
        bytes.number(); // start
        bytes.number(); // duration
        bytes.number(); // way to the checkpoint before
        bytes.raw(); // kind
        for (int left = bytes.count(); left > 0; left--) {
            Type type = metadata.type(bytes.number());
            int count = bytes.count();
            if (type == null) {
                throw new DamageException("constants of an unknown type");
            }
            Positions pool = pools.computeIfAbsent(type.id(), id -> new Positions());
            for (int i = 0; i < count; i++) {
                long key = bytes.number();
                pool.put(key, bytes.position());
                values.skip(bytes, type);
            }
        }
    }

    /** Returns a string constant; null if there is none of that key. */
    public String string(long key) {
        String known = strings.get(key);
        int at = known == null ? position(STRING, key) : Positions.NOWHERE;
        if (at != Positions.NOWHERE) {
            bytes.at(at);
            known = bytes.string(bytes.raw());
            if (known != null) {
                strings.put(key, known);
            }
        }
        return known;
    }

    /** Returns a stack; null if there is none of that key. */
    public List<JfrFrame> stack(long key) {
        List<JfrFrame> known = stacks.get(key);
        if (known == null && key != 0) {
            int at = position(STACK, key);
            if (at != Positions.NOWHERE) {
                known = frames(at);
                stacks.put(key, known);
            }
        }
        return known;
    }

    private List<JfrFrame> frames(int at) {
        bytes.at(at);
        List<long[]> numbers = new ArrayList<>();
        for (Type.Field field : types.get(STACK).fields()) {
            if (!field.name().equals("frames")) {
                values.skip(bytes, field);
                continue;
            }
            Type frame = metadata.type(field.typeId());
            for (int left = bytes.count(); left > 0; left--) {
                long[] methodAndLine = {0, -1};
                for (Type.Field part : frame.fields()) {
                    int which = part.name().equals("method") ? 0 : part.name().equals("lineNumber") ? 1 : -1;
                    if (which < 0) {
                        values.skip(bytes, part);
                    } else {
                        methodAndLine[which] = bytes.number();
                    }
                }
                numbers.add(methodAndLine);
            }
        }
        List<JfrFrame> frames = new ArrayList<>(numbers.size());
        for (long[] each : numbers) {
            Method method = method(each[0]);
            frames.add(new JfrFrame(method.type(), method.name(), method.modifiers(), (int) each[1]));
        }
        return List.copyOf(frames);
    }

    private Method method(long key) {
        Method known = methods.get(key);
        if (known != null) {
            return known;
        }
        int at = position(METHOD, key);
        if (at == Positions.NOWHERE) {
            return UNKNOWN;
        }
        long type = 0;
        long name = 0;
        long modifiers = 0;
        bytes.at(at);
        for (Type.Field field : types.get(METHOD).fields()) {
            switch (field.name()) {
                case "type" -> type = bytes.number();
                case "name" -> name = bytes.number();
                case "modifiers" -> modifiers = bytes.number();
                default -> values.skip(bytes, field);
            }
        }
        Method method = new Method(className(type), symbol(name), (int) modifiers);
        methods.put(key, method);
        return method;
    }

    private String className(long key) {
        String known = classes.get(key);
        int at = known == null ? position(CLASS, key) : Positions.NOWHERE;
        if (at != Positions.NOWHERE) {
            known = symbol(number(at, CLASS, "name")).replace('/', '.');
            classes.put(key, known);
        }
        return known == null ? "" : known;
    }

    private long number(int at, String type, String wanted) {
        bytes.at(at);
        for (Type.Field field : types.get(type).fields()) {
            if (field.name().equals(wanted)) {
                return bytes.number();
            }
            values.skip(bytes, field);
        }
        return 0;
    }

    private String symbol(long key) {
        String known = symbols.get(key);
        int at = known == null ? position(SYMBOL, key) : Positions.NOWHERE;
        if (at != Positions.NOWHERE) {
            bytes.at(at);
            int encoding = bytes.raw();
            known = encoding == Bytes.CONSTANT ? string(bytes.number()) : bytes.string(encoding);
            if (known != null) {
                symbols.put(key, known);
            }
        }
        return known == null ? "" : known;
    }

    private int position(String type, long key) {
        Type of = types.get(type);
        Positions pool = of == null ? null : pools.get(of.id());
        return pool == null ? Positions.NOWHERE : pool.get(key);
    }
}
