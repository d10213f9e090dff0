// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import java.util.Arrays;

/**
 * Positions of a chunk's events, sorted by time. Threads write events in runs that are almost sorted, so the runs are
 * merged.
 */
final class TimeOrder {
    private static final int FIRST_SIZE = 1024;

    private long[] ticks = new long[FIRST_SIZE];
    private int[] positions = new int[FIRST_SIZE];
    private int size;

    void add(long endTicks, int position) {
        if (size == ticks.length) {
            ticks = Arrays.copyOf(ticks, size * 2);
            positions = Arrays.copyOf(positions, size * 2);
        }
        ticks[size] = endTicks;
        positions[size++] = position;
    }

    int size() {
        return size;
    }

    int position(int index) {
        return positions[index];
    }

    /** Sorts by time; events of one time stay in the order in which they were written. */
    void sort() {
        int[] runs = runs();
        long[] otherTicks = runs.length > 2 ? new long[size] : ticks;
        int[] otherPositions = runs.length > 2 ? new int[size] : positions;
        while (runs.length > 2) {
            int[] merged = new int[(runs.length + 2) / 2];
            int count = 0;
            for (int run = 0; run + 1 < runs.length; run += 2) {
                int middle = runs[run + 1];
                int end = run + 2 < runs.length ? runs[run + 2] : middle;
                merge(runs[run], middle, end, otherTicks, otherPositions);
                merged[count++] = runs[run];
            }
            merged[count++] = size;
            runs = Arrays.copyOf(merged, count);
            long[] swappedTicks = ticks;
            int[] swappedPositions = positions;
            ticks = otherTicks;
            positions = otherPositions;
            otherTicks = swappedTicks;
            otherPositions = swappedPositions;
        }
    }

    /** Returns the start of each run, and the end. */
    private int[] runs() {
        int[] runs = new int[16];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || ticks[i] < ticks[i - 1]) {
                if (count + 1 == runs.length) {
                    runs = Arrays.copyOf(runs, count * 2);
                }
                runs[count++] = i;
            }
        }
        runs[count++] = size;
        return Arrays.copyOf(runs, count);
    }

    private void merge(int from, int middle, int end, long[] intoTicks, int[] intoPositions) {
        int left = from;
        int right = middle;
        for (int i = from; i < end; i++) {
            boolean takeLeft = right >= end || left < middle && ticks[left] <= ticks[right];
            int taken = takeLeft ? left++ : right++;
            intoTicks[i] = ticks[taken];
            intoPositions[i] = positions[taken];
        }
    }
}
