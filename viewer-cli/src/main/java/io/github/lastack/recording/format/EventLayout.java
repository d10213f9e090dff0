// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How one kind of event is written in one chunk. */
public final class EventLayout {
    private static final String START = "startTime";
    private static final String DURATION = "duration";
    private static final String STACK = "stackTrace";

    /** What JFR adds to every event. */
    private static final List<String> OF_EVERY_EVENT = List.of(START, DURATION, "eventThread", STACK);

    public final String name;
    public final List<Type.Field> fields;
    public final Type.Shape[] shapes;

    /** Index among the fields by the ordinal of a requested field; -1 if the event has no such field. */
    public final int[] slots;

    /** Whether these events are read, not only counted. */
    public final boolean wanted;

    final int startSlot;
    public final int durationSlot;
    public final int stackSlot;

    public EventLayout(Type type, Metadata metadata, List<? extends FieldName> asked, boolean wanted) {
        this.wanted = wanted;
        name = type.name();
        fields = type.fields();
        shapes = new Type.Shape[fields.size()];
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < shapes.length; i++) {
            Type.Field field = fields.get(i);
            Type of = metadata.type(field.typeId());
            if (of == null) {
                throw new DamageException("a field of an unknown type");
            }
            // A constant is stored as its number; a string constant is looked up when it is requested.
            shapes[i] = field.constant() ? Type.Shape.NUMBER : field.array() ? Type.Shape.FIELDS : of.shape();
            places.put(field.name(), i);
        }
        slots = new int[asked.size()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = places.getOrDefault(asked.get(i).fieldName(), -1);
        }
        startSlot = places.getOrDefault(START, -1);
        durationSlot = places.getOrDefault(DURATION, -1);
        stackSlot = places.getOrDefault(STACK, -1);
        if (startSlot != 0 || durationSlot > 1) {
            throw new DamageException("an event that does not begin with its time");
        }
    }

    /** Returns the names of the event's own fields. */
    public List<String> own() {
        List<String> own = new ArrayList<>();
        for (Type.Field field : fields) {
            if (!OF_EVERY_EVENT.contains(field.name())) {
                own.add(field.name());
            }
        }
        return own;
    }
}
