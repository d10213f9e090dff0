// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

/** A hash map from a constant's number to its position in the chunk. */
final class Positions {
    private static final int FIRST_SIZE = 64;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** No constant is at position 0, where the chunk's header is. */
    static final int NOWHERE = 0;

    private long[] keys = new long[FIRST_SIZE];
    private int[] positions = new int[FIRST_SIZE];
    private int size;

    int get(long key) {
        return positions[slot(key)];
    }

    void put(long key, int position) {
        int slot = slot(key);
        size += positions[slot] == NOWHERE ? 1 : 0;
        keys[slot] = key;
        positions[slot] = position;
        if (size * 2 > keys.length) {
            grow();
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) ((key * SPREAD) >>> 32) & mask;
        while (positions[slot] != NOWHERE && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldPositions = positions;
        keys = new long[oldKeys.length * 2];
        positions = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldPositions[i] != NOWHERE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                positions[slot] = oldPositions[i];
            }
        }
    }
}
