// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.facts.EventKinds;
import io.github.lastack.facts.Field;
import io.github.lastack.recording.format.FieldName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.openjdk.jmc.common.IMCStackTrace;
import org.openjdk.jmc.common.item.IAccessorKey;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.IType;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.flightrecorder.JfrAttributes;

/** A type of items that is one of the agent's types of events, and how its fields are read. */
final class ItemType {
    private static final Set<String> READ = EventKinds.all().collect(Collectors.toUnmodifiableSet());

    /** JMC appends a random UUID to the id of a type that has other fields in a later chunk. */
    private static final int UUID_LENGTH = 36;

    /** What JFR and JMC add to every event. */
    private static final Set<String> OF_EVERY_EVENT =
            Set.of("startTime", "duration", "eventThread", "stackTrace", "(endTime)", "(eventType)");

    final String name;
    final IMemberAccessor<IQuantity, IItem> start;
    final IMemberAccessor<IQuantity, IItem> end;

    /** Null if the events have no stacks. */
    final IMemberAccessor<IMCStackTrace, IItem> stack;

    private final Map<String, IMemberAccessor<?, IItem>> accessors = new LinkedHashMap<>();
    private final IMemberAccessor<?, IItem>[] byField;

    private ItemType(String name, IType<IItem> type) {
        this.name = name;
        this.start = JfrAttributes.START_TIME.getAccessor(type);
        this.end = JfrAttributes.END_TIME.getAccessor(type);
        this.stack = JfrAttributes.EVENT_STACKTRACE.getAccessor(type);
        for (IAccessorKey<?> key : type.getAccessorKeys().keySet()) {
            accessors.put(key.getIdentifier(), type.getAccessor(key));
        }
        this.byField = byField(accessors);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static IMemberAccessor<?, IItem>[] byField(Map<String, IMemberAccessor<?, IItem>> accessors) {
        IMemberAccessor<?, IItem>[] byField = new IMemberAccessor[Field.ALL.size()];
        for (Field field : Field.ALL) {
            byField[field.ordinal()] = accessors.get(field.fieldName());
        }
        return byField;
    }

    /** Returns null for a type whose events become no facts. */
    static ItemType of(IType<IItem> type) {
        String id = type.getIdentifier();
        String name = READ.contains(id) ? id : id.substring(0, Math.max(0, id.length() - UUID_LENGTH));
        return READ.contains(name) ? new ItemType(name, type) : null;
    }

    /** Returns null if the events have no such field. */
    IMemberAccessor<?, IItem> accessor(FieldName field) {
        return byField[field.ordinal()];
    }

    /** Returns null if the events have no such field. */
    IMemberAccessor<?, IItem> accessor(String field) {
        return accessors.get(field);
    }

    /** Returns the names of the events' own fields. */
    List<String> names() {
        List<String> names = new ArrayList<>(accessors.keySet());
        names.removeAll(OF_EVERY_EVENT);
        return names;
    }
}
