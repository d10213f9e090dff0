// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A place in the bytes of a chunk, from which numbers and strings are read in JFR's encodings. */
final class Bytes {

    /* How a string is written: a byte that says how, then
     *
     *  0 null  1 empty  2 number of a constant  3 length and UTF-8  4 length and chars as numbers  5 length and Latin-1
     */
    static final int NULL = 0;
    static final int EMPTY = 1;
    static final int CONSTANT = 2;
    static final int UTF8 = 3;
    static final int CHARS = 4;
    static final int LATIN1 = 5;

    private static final int LAST_OF_LONG = 8;

    private final ByteBuffer buffer;
    private final StringCache strings;
    private int position;

    Bytes(ByteBuffer buffer, StringCache strings) {
        this.buffer = buffer;
        this.strings = strings;
    }

    int position() {
        return position;
    }

    Bytes at(int place) {
        position = place;
        return this;
    }

    int size() {
        return buffer.limit();
    }

    byte raw() {
        return buffer.get(position++);
    }

    /** Little end first, seven bits a byte, the ninth byte whole. */
    long number() {
        int at = position;
        byte first = buffer.get(at++);
        if (first >= 0) {
            position = at;
            return first;
        }
        long value = first & 0x7f;
        for (int i = 1; i < LAST_OF_LONG; i++) {
            byte next = buffer.get(at++);
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                position = at;
                return value;
            }
        }
        position = at + 1;
        return value | (long) (buffer.get(at) & 0xff) << (7 * LAST_OF_LONG);
    }

    /** A number of things that follow, each of which takes a byte at least. */
    int count() {
        long count = number();
        if (count < 0 || count > buffer.limit() - position) {
            throw new DamageException("a length of " + count);
        }
        return (int) count;
    }

    void skip(int bytes) {
        if (bytes < 0 || bytes > buffer.limit() - position) {
            throw new DamageException("a length of " + bytes);
        }
        position += bytes;
    }

    void skipString() {
        int encoding = raw();
        switch (encoding) {
            case NULL, EMPTY -> {
                // nothing follows
            }
            case CONSTANT -> number();
            case UTF8, LATIN1 -> skip(count());
            case CHARS -> {
                for (int left = count(); left > 0; left--) {
                    number();
                }
            }
            default -> throw new DamageException("a string in the encoding " + encoding);
        }
    }

    /** @param encoding any but that of a constant */
    String string(int encoding) {
        switch (encoding) {
            case NULL:
                return null;
            case EMPTY:
                return "";
            case LATIN1: {
                int length = count();
                String latin = strings.latin(buffer, position, length);
                position += length;
                return latin;
            }
            case UTF8: {
                int length = count();
                byte[] bytes = new byte[length];
                buffer.get(position, bytes);
                position += length;
                return new String(bytes, StandardCharsets.UTF_8);
            }
            case CHARS: {
                char[] chars = new char[count()];
                for (int i = 0; i < chars.length; i++) {
                    chars[i] = (char) number();
                }
                return strings.known(chars);
            }
            default:
                throw new DamageException("a string in the encoding " + encoding);
        }
    }
}
