// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import java.nio.ByteBuffer;

/** Steps over the events of no interest: most of a recording is made of them, so that this is most of what takes time. */
final class ForeignEventSkipper {
    /** Numbers of types that take two bytes at most; what is beyond is stepped over one by one, elsewhere. */
    private static final int TYPES = 1 << 14;

    /** Where the bytes are looked at, so many at a time: in an array that is fast also before it is compiled well. */
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
     * Where the first thing lies, from that place on, that is something else, or cannot be read so fast.
     *
     * @param place not before that of the last time
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
