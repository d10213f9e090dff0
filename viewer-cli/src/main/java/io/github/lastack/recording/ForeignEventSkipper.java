// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import java.nio.ByteBuffer;

/**
 * Skips events of types that are not read. Most of a recording consists of them, so this takes most of the reading
 * time.
 */
final class ForeignEventSkipper {
    /** Type ids of at most two bytes; events of larger ids are skipped one by one by the caller. */
    private static final int TYPES = 1 << 14;

    /** Bytes copied at a time into an array, which is fast even before the code is compiled. */
    private static final int WINDOW = 1 << 14;

    /** A size of four bytes and a type of two. */
    private static final int LONGEST_HEADER = 6;

    private final boolean[] types = new boolean[TYPES];
    private final ByteBuffer bytes;
    private final int end;
    private final byte[] window = new byte[WINDOW];
    private int windowBegin;
    private int windowEnd;

    ForeignEventSkipper(ByteBuffer chunk) {
        bytes = chunk;
        end = chunk.limit();
    }

    void add(long type) {
        if (type > 1 && type < TYPES) {
            types[(int) type] = true;
        }
    }

    /**
     * Returns the position of the first event, from a position on, that is of another type or cannot be read so fast.
     *
     * @param place not before the position of the previous call
     */
    int from(int place) {
        int at = place;
        while (at <= end - LONGEST_HEADER) {
            if (at > windowEnd - LONGEST_HEADER) {
                fill(at);
            }
            int i = at - windowBegin;
            int size = window[i++]; // seven bits a byte; it is negative while another follows
            if (size < 0) {
                size = size & 0x7f | window[i++] << 7;
            }
            if (size < 0) {
                size = size & 0x3fff | window[i++] << 14;
            }
            if (size < 0) {
                size = size & 0x1fffff | window[i++] << 21;
            }
            int type = window[i++];
            if (type < 0) {
                type = type & 0x7f | window[i] << 7;
            }
            if (size <= 0 || size > end - at || type < 0 || !types[type]) {
                return at;
            }
            at += size;
        }
        return at;
    }

    private void fill(int at) {
        int length = Math.min(WINDOW, end - at);
        bytes.get(at, window, 0, length);
        windowBegin = at;
        windowEnd = at + length;
    }
}
