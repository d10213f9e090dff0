// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.diagnose.ports;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The lifetimes and TIME_WAITs of connections that are alike, as four numbers each. No more is kept of a finished
 * connection. The number of simultaneous connections can be determined only when all are known.
 */
public final class TimeWaitIntervals {
    private static final int FIRST_SIZE = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private long[] opened = new long[FIRST_SIZE];
    private long[] closed = new long[FIRST_SIZE];
    private long[] begun = new long[FIRST_SIZE];
    private long[] ended = new long[FIRST_SIZE];
    private int size;
    private int now;

    /**
     * Adds a connection.
     *
     * @param lasts whether the connection is in TIME_WAIT at the end of the recording
     */
    public void add(Instant openedAt, Instant closedAt, Instant begunAt, Instant endedAt, boolean lasts) {
        if (size == opened.length) {
            opened = Arrays.copyOf(opened, size * 2);
            closed = Arrays.copyOf(closed, size * 2);
            begun = Arrays.copyOf(begun, size * 2);
            ended = Arrays.copyOf(ended, size * 2);
        }
        opened[size] = nanos(openedAt);
        closed[size] = nanos(closedAt);
        begun[size] = nanos(begunAt);
        ended[size++] = nanos(endedAt);
        now += lasts ? 1 : 0;
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * NANOS_PER_SECOND + at.getNano();
    }

    public static TimeWaitIntervals together(List<TimeWaitIntervals> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        TimeWaitIntervals all = new TimeWaitIntervals();
        for (TimeWaitIntervals part : parts) {
            all.opened = joined(all.opened, all.size, part.opened, part.size);
            all.closed = joined(all.closed, all.size, part.closed, part.size);
            all.begun = joined(all.begun, all.size, part.begun, part.size);
            all.ended = joined(all.ended, all.size, part.ended, part.size);
            all.size += part.size;
            all.now += part.now;
        }
        return all;
    }

    private static long[] joined(long[] one, int size, long[] other, int otherSize) {
        long[] both = Arrays.copyOf(one, Math.max(size + otherSize, FIRST_SIZE));
        System.arraycopy(other, 0, both, size, otherSize);
        return both;
    }

    public int size() {
        return size;
    }

    /** Returns the number of connections in TIME_WAIT at the end of the recording. */
    int now() {
        return now;
    }

    /** Returns the largest number of connections in TIME_WAIT at one moment. */
    public int peakWaiting() {
        return peak(begun, ended);
    }

    /** Returns the number of connections that reuse would have saved: all but the largest number open at once. */
    public int avoidable() {
        return size - peak(opened, closed);
    }

    public Duration medianLife() {
        long[] replays = new long[size];
        for (int i = 0; i < size; i++) {
            replays[i] = closed[i] - opened[i];
        }
        Arrays.sort(replays);
        return Duration.ofNanos(replays[size / 2]);
    }

    /** Returns when the first TIME_WAIT began. */
    Instant first() {
        return Instant.ofEpochSecond(0, Arrays.stream(begun, 0, size).min().orElseThrow());
    }

    /** Returns the number of TIME_WAITs that began at the given moment or later. */
    long begunSince(Instant moment) {
        long from = nanos(moment);
        return Arrays.stream(begun, 0, size).filter(at -> at >= from).count();
    }

    /** Returns the largest number of intervals that cover one moment, their ends excluded. */
    private int peak(long[] from, long[] to) {
        long[] begins = Arrays.copyOf(from, size);
        long[] ends = Arrays.copyOf(to, size);
        Arrays.sort(begins);
        Arrays.sort(ends);
        int open = 0;
        int peak = 0;
        int over = 0;
        for (long begin : begins) {
            while (over < size && ends[over] <= begin) {
                over++;
                open--;
            }
            peak = Math.max(peak, ++open);
        }
        return peak;
    }
}
