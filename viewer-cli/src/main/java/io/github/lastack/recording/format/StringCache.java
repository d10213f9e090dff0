// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

import java.nio.charset.StandardCharsets;

/**
 * A cache of short strings, which repeat often in a recording. Threads may share it without locking; in a race, a
 * string is created twice.
 */
public final class StringCache {
    private static final int SIZE = 1 << 16;
    private static final int LONGEST = 64;

    private final String[] known = new String[SIZE];

    /** @param bytes each a char */
    String latin(byte[] bytes, int from, int length) {
        if (length > LONGEST) {
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + (bytes[i] & 0xff);
        }
        int slot = (hash ^ hash >>> 16) & (SIZE - 1);
        String candidate = known[slot];
        if (candidate != null
                && candidate.hashCode() == hash
                && candidate.length() == length
                && isSame(candidate, bytes, from)) {
            return candidate;
        }
        return known[slot] = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private static boolean isSame(String candidate, byte[] bytes, int from) {
        for (int i = 0; i < candidate.length(); i++) {
            if (candidate.charAt(i) != (char) (bytes[from + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }
}
