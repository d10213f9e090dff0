// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jmc;

import io.github.lastack.recording.Event;
import io.github.lastack.recording.format.FieldName;
import io.github.lastack.recording.format.JfrFrame;
import java.time.Instant;
import java.util.List;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.unit.IQuantity;
import org.openjdk.jmc.common.unit.UnitLookup;

/** An event of the agent as JMC has read it. */
final class ItemEvent implements Event {
    private final ItemType type;
    private final IItem item;
    private final ItemStacks stacks;
    private final Instant end;

    ItemEvent(ItemType type, IItem item, ItemStacks stacks) {
        this.type = type;
        this.item = item;
        this.stacks = stacks;
        this.end = instant(type.end.getMember(item));
    }

    static Instant instant(IQuantity time) {
        return Instant.ofEpochSecond(0, time.clampedLongValueIn(UnitLookup.EPOCH_NS));
    }

    @Override
    public String type() {
        return type.name;
    }

    @Override
    public Instant start() {
        return type.start == null ? end : instant(type.start.getMember(item));
    }

    @Override
    public Instant end() {
        return end;
    }

    @Override
    public boolean has(FieldName field) {
        return type.accessor(field) != null;
    }

    @Override
    public long number(FieldName field) {
        return number(value(type.accessor(field)));
    }

    @Override
    public boolean flag(FieldName field) {
        return Boolean.TRUE.equals(value(type.accessor(field)));
    }

    @Override
    public String text(FieldName field) {
        return value(type.accessor(field)) instanceof String text ? text : "";
    }

    @Override
    public List<JfrFrame> stack() {
        return type.stack == null ? null : stacks.of(type.stack.getMember(item));
    }

    @Override
    public List<String> names() {
        return type.names();
    }

    @Override
    public long number(String field) {
        return number(value(type.accessor(field)));
    }

    private Object value(IMemberAccessor<?, IItem> accessor) {
        return accessor == null ? null : accessor.getMember(item);
    }

    /** JMC makes a quantity of what has a unit, or is no long; its unit is that in which the event states it. */
    private static long number(Object value) {
        if (value instanceof IQuantity quantity) {
            return quantity.longValue();
        }
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        return value instanceof Number number ? number.longValue() : 0;
    }
}
