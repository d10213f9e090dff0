// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import io.github.lastack.recording.format.Bytes;
import io.github.lastack.recording.format.ChunkHeader;
import io.github.lastack.recording.format.Constants;
import io.github.lastack.recording.format.EventLayout;
import io.github.lastack.recording.format.FieldName;
import io.github.lastack.recording.format.JfrFrame;
import io.github.lastack.recording.format.Metadata;
import io.github.lastack.recording.format.Type;
import io.github.lastack.recording.format.Values;
import java.time.Instant;
import java.util.List;

/** The event of a chunk that was read last; reading the next one overwrites it. */
final class ChunkEvent implements Event {
    private final Bytes bytes;
    private final Values values;
    private final Constants constants;
    private final ChunkHeader header;
    private long[] slots = new long[0];
    private EventLayout layout;

    ChunkEvent(Bytes bytes, Metadata metadata, Constants constants, ChunkHeader header) {
        this.bytes = bytes;
        this.values = new Values(metadata);
        this.constants = constants;
        this.header = header;
    }

    /** @return false if the event's size is not as stated, so that it is corrupt */
    boolean read(EventLayout of, int fieldsAt, int end) {
        layout = of;
        if (slots.length < of.shapes.length) {
            slots = new long[of.shapes.length];
        }
        bytes.at(fieldsAt);
        for (int i = 0; i < of.shapes.length; i++) {
            switch (of.shapes[i]) {
                case NUMBER -> slots[i] = bytes.number();
                case INT -> slots[i] = (int) bytes.number();
                case SHORT -> slots[i] = (short) bytes.number();
                case BYTE -> slots[i] = bytes.raw();
                case STRING -> {
                    slots[i] = bytes.position();
                    bytes.skipString();
                }
                default -> {
                    slots[i] = bytes.position();
                    values.skip(bytes, of.fields.get(i));
                }
            }
        }
        return bytes.position() == end;
    }

    @Override
    public String type() {
        return layout.name;
    }

    @Override
    public Instant start() {
        return Instant.ofEpochSecond(0, header.nanos(slots[0]));
    }

    @Override
    public Instant end() {
        return Instant.ofEpochSecond(0, header.nanos(endTicks()));
    }

    long endTicks() {
        return layout.durationSlot < 0 ? slots[0] : slots[0] + slots[layout.durationSlot];
    }

    @Override
    public boolean has(FieldName field) {
        return layout.slots[field.ordinal()] >= 0;
    }

    @Override
    public long number(FieldName field) {
        int slot = layout.slots[field.ordinal()];
        return slot < 0 ? 0 : slots[slot];
    }

    @Override
    public boolean flag(FieldName field) {
        return number(field) != 0;
    }

    @Override
    public String text(FieldName field) {
        int slot = layout.slots[field.ordinal()];
        String text = slot < 0 ? null : text(slot);
        return text == null ? "" : text;
    }

    private String text(int slot) {
        if (layout.shapes[slot] != Type.Shape.STRING) {
            return constants.string(slots[slot]);
        }
        bytes.at((int) slots[slot]);
        int encoding = bytes.raw();
        return encoding == Bytes.CONSTANT ? constants.string(bytes.number()) : bytes.string(encoding);
    }

    @Override
    public List<JfrFrame> stack() {
        return layout.stackSlot < 0 ? null : constants.stack(slots[layout.stackSlot]);
    }

    @Override
    public List<String> names() {
        return layout.own();
    }

    @Override
    public long number(String field) {
        for (int i = 0; i < layout.fields.size(); i++) {
            if (layout.fields.get(i).name().equals(field)) {
                return slots[i];
            }
        }
        return 0;
    }

    /** Returns a field's value by its name; used by tests. */
    Object value(String field) {
        for (int i = 0; i < layout.fields.size(); i++) {
            if (layout.fields.get(i).name().equals(field)) {
                return layout.shapes[i] == Type.Shape.STRING ? text(i) : (Object) slots[i];
            }
        }
        return null;
    }
}
