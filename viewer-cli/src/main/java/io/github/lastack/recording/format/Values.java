// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

/** Skips values of any type. */
public final class Values {
    /** Limit of nesting: types contain types, and corrupt ones may contain themselves. */
    private static final int DEEPEST = 16;

    private final Metadata metadata;

    public Values(Metadata metadata) {
        this.metadata = metadata;
    }

    public void skip(Bytes bytes, Type type) {
        skip(bytes, type, 0);
    }

    public void skip(Bytes bytes, Type.Field field) {
        skip(bytes, field, 0);
    }

    private void skip(Bytes bytes, Type type, int depth) {
        if (depth > DEEPEST) {
            throw new DamageException("a type within itself");
        }
        switch (type.shape()) {
            case NUMBER, INT, SHORT -> bytes.number();
            case BYTE -> bytes.skip(Byte.BYTES);
            case FLOAT -> bytes.skip(Float.BYTES);
            case DOUBLE -> bytes.skip(Double.BYTES);
            case STRING -> bytes.skipString();
            default -> {
                for (Type.Field field : type.fields()) {
                    skip(bytes, field, depth + 1);
                }
            }
        }
    }

    private void skip(Bytes bytes, Type.Field field, int depth) {
        int count = field.array() ? bytes.count() : 1;
        if (field.constant()) {
            for (int left = count; left > 0; left--) {
                bytes.number();
            }
            return;
        }
        Type type = metadata.type(field.typeId());
        if (type == null) {
            throw new DamageException("a field of an unknown type");
        }
        for (int left = count; left > 0; left--) {
            skip(bytes, type, depth);
        }
    }
}
