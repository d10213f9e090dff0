// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The same short strings come again and again in a recording; here they are made once. Threads may share it: should two
 * meet, a string is made twice.
 */
final class StringCache {
    private static final int SIZE = 1 << 16;
    private static final int LONGEST = 64;

    private final String[] known = new String[SIZE];

    String latin(ByteBuffer buffer, int from, int length) {
        if (length > LONGEST) {
            byte[] bytes = new byte[length];
            buffer.get(from, bytes);
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + (buffer.get(from + i) & 0xff);
        }
        int slot = slot(hash);
        String candidate = known[slot];
        if (candidate != null && candidate.length() == length && isSame(candidate, buffer, from)) {
            return candidate;
        }
        byte[] bytes = new byte[length];
        buffer.get(from, bytes);
        return known[slot] = new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static boolean isSame(String candidate, ByteBuffer buffer, int from) {
        for (int i = 0; i < candidate.length(); i++) {
            if (candidate.charAt(i) != (char) (buffer.get(from + i) & 0xff)) {
                return false;
            }
        }
        return true;
    }

    String known(char[] chars) {
        int hash = 0;
        for (char each : chars) {
            hash = 31 * hash + each;
        }
        int slot = slot(hash);
        String candidate = known[slot];
        if (candidate != null && candidate.length() == chars.length && isSame(candidate, chars)) {
            return candidate;
        }
        String made = new String(chars);
        if (chars.length <= LONGEST) {
            known[slot] = made;
        }
        return made;
    }

    private static boolean isSame(String candidate, char[] chars) {
        for (int i = 0; i < chars.length; i++) {
            if (candidate.charAt(i) != chars[i]) {
                return false;
            }
        }
        return true;
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 16) & (SIZE - 1);
    }
}
