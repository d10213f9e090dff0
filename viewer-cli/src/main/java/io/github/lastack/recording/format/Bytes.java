// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A cursor in the bytes of a chunk, which reads numbers and strings in JFR's encodings. It reads from an array with
 * the bytes around its position, which is fast even before the code is compiled.
 */
public final class Bytes {

    /* How a string is written: a byte that says how, then
     *
     *  0 null  1 empty  2 number of a constant  3 length and UTF-8  4 length and chars as numbers  5 length and Latin-1
     */
    static final int NULL = 0;
    static final int EMPTY = 1;
    public static final int CONSTANT = 2;
    static final int UTF8 = 3;
    static final int CHARS = 4;
    static final int LATIN1 = 5;

    private static final int LAST_OF_LONG = 8;
    private static final int WINDOW = 256;

    private final ByteBuffer buffer;
    private final StringCache strings;
    private final byte[] window = new byte[WINDOW];
    private int begin;
    private int filled;
    private int position;

    public Bytes(ByteBuffer buffer, StringCache strings) {
        this.buffer = buffer;
        this.strings = strings;
    }

    public int position() {
        return position;
    }

    public Bytes at(int place) {
        position = place;
        return this;
    }

    public int size() {
        return buffer.limit();
    }

    public byte raw() {
        return byteAt(position++);
    }

    private byte byteAt(int place) {
        int index = place - begin;
        if (index < 0 || index >= filled) {
            fill(place);
            index = 0;
        }
        return window[index];
    }

    private void fill(int place) {
        Objects.checkIndex(place, buffer.limit());
        int length = Math.min(WINDOW, buffer.limit() - place);
        buffer.get(place, window, 0, length);
        begin = place;
        filled = length;
    }

    /** Reads a number: least significant byte first, seven bits a byte, the ninth byte whole. */
    public long number() {
        int at = position;
        byte first = byteAt(at++);
        if (first >= 0) {
            position = at;
            return first;
        }
        long value = first & 0x7f;
        for (int i = 1; i < LAST_OF_LONG; i++) {
            byte next = byteAt(at++);
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                position = at;
                return value;
            }
        }
        position = at + 1;
        return value | (long) (byteAt(at) & 0xff) << (7 * LAST_OF_LONG);
    }

    /** Reads a count of items that follow, each at least a byte long. */
    public int count() {
        long count = number();
        if (count < 0 || count > buffer.limit() - position) {
            throw new DamageException("a length of " + count);
        }
        return (int) count;
    }

    public void skip(int bytes) {
        if (bytes < 0 || bytes > buffer.limit() - position) {
            throw new DamageException("a length of " + bytes);
        }
        position += bytes;
    }

    public void skipString() {
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
    public String string(int encoding) {
        switch (encoding) {
            case NULL:
                return null;
            case EMPTY:
                return "";
            case LATIN1:
                return latin(count());
            case UTF8: {
                int length = count();
                byte[] bytes = new byte[length];
                buffer.get(position, bytes);
                position += length;
                return new String(bytes, StandardCharsets.UTF_8);
            }
            case CHARS: {
                int length = count();
                return isAscii(length) ? latin(length) : chars(length);
            }
            default:
                throw new DamageException("a string in the encoding " + encoding);
        }
    }

    private String latin(int length) {
        String latin;
        if (length <= WINDOW && isThere(length)) {
            latin = strings.latin(window, position - begin, length);
        } else {
            byte[] bytes = new byte[length];
            buffer.get(position, bytes);
            latin = new String(bytes, StandardCharsets.ISO_8859_1);
        }
        position += length;
        return latin;
    }

    /** Fills the array with the bytes from the position on; returns whether it holds that many. */
    private boolean isThere(int length) {
        if (position < begin || position + length > begin + filled) {
            fill(position);
        }
        return length <= filled;
    }

    /** Whether the next chars are one byte each. */
    private boolean isAscii(int length) {
        if (length > WINDOW || !isThere(length)) {
            return false;
        }
        int bits = 0;
        for (int i = position - begin; i < position - begin + length; i++) {
            bits |= window[i];
        }
        return bits >= 0;
    }

    private String chars(int length) {
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            chars[i] = (char) number();
        }
        return new String(chars);
    }
}
