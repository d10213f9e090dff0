// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Steps over the events of no interest: most of a recording is made of them, so that this is most of what takes time. */
final class Others {
    /** Numbers of types that take two bytes at most; what is beyond is stepped over one by one, elsewhere. */
    private static final int TYPES = 1 << 14;

    private static final int SEVEN = 0x7f;

    private final boolean[] types = new boolean[TYPES];
    private final ByteBuffer bytes;
    private final int end;

    Others(ByteBuffer chunk) {
        bytes = chunk.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        end = chunk.limit();
    }

    void add(long type) {
        if (type > 1 && type < TYPES) {
            types[(int) type] = true;
        }
    }

    /** Where the first thing lies, from that place on, that is something else, or cannot be read so fast. */
    int from(int place) {
        int at = place;
        while (at <= end - Long.BYTES) {
            long word = bytes.getLong(at); // the size, then the number of the type, seven bits a byte
            int size = (int) word & SEVEN;
            if ((word & 0x80) == 0) {
                word >>>= Byte.SIZE;
            } else if ((word & 0x8000) == 0) {
                size |= (int) (word >>> 1) & SEVEN << 7;
                word >>>= 2 * Byte.SIZE;
            } else {
                size |= (int) (word >>> 1) & SEVEN << 7 | (int) (word >>> 2) & SEVEN << 14;
                if ((word & 0x800000) != 0) {
                    size |= (int) (word >>> 3) & SEVEN << 21;
                    if ((word & 0x80000000L) != 0) {
                        return at;
                    }
                    word >>>= Byte.SIZE;
                }
                word >>>= 3 * Byte.SIZE;
            }
            int type = (int) word & SEVEN;
            if ((word & 0x80) != 0) {
                type |= (int) (word >>> 1) & SEVEN << 7;
                if ((word & 0x8000) != 0) {
                    return at;
                }
            }
            if (!types[type] || size <= 0 || size > end - at) {
                return at;
            }
            at += size;
        }
        return at;
    }
}
