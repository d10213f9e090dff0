// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording.format;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * The header of one chunk of a recording; each chunk is a recording that can be read alone.
 *
 * @param offset where the chunk begins in the file
 * @param size of the whole chunk in bytes
 * @param startNanos by the clock of the file's newest chunk, see {@code ClockSteps}
 * @param movedNanos correction added to the start that the header states
 * @param durationNanos for an unfinished chunk, the time until JFR's last flush; 0 if it never flushed
 */
public record ChunkHeader(
        long offset,
        long size,
        long constants,
        long metadata,
        long startNanos,
        long movedNanos,
        long durationNanos,
        long startTicks,
        long ticksPerSecond,
        int state,
        boolean compressed) {

    /* The header, big-endian, the same since JDK 9 (and in 8u272):
     *
     *  0 magic  4 major, minor  8 size  16 constant pool  24 metadata  32 start ns  40 duration ns  48 start ticks
     * 56 ticks a second  64 state of the file, 0 when finished, 255 while the header itself is written  67 flags, the
     * lowest for numbers of seven bits a byte
     */
    public static final int SIZE = 68;
    private static final int MAGIC = 0x464C5200;
    private static final int MAJOR = 4;
    private static final int STATE = 64;
    private static final int FLAGS = 67;
    private static final int HEADER_IS_BEING_WRITTEN = 0xff;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Whether the first bytes are those of a recording. */
    public static boolean isMagic(ByteBuffer first) {
        return first.remaining() >= Integer.BYTES && first.getInt(first.position()) == MAGIC;
    }

    /** Whether a header seems to begin here, which the magic alone, four bytes, may do by chance in a large chunk. */
    public static boolean isLikely(ByteBuffer bytes) {
        int version = bytes.position() + MAJOR;
        return isMagic(bytes)
                && bytes.remaining() >= SIZE
                && between(1, bytes.getShort(version))
                && between(0, bytes.getShort(version + Short.BYTES));
    }

    private static boolean between(int least, int version) {
        return version >= least && version < 100;
    }

    public static ChunkHeader of(ByteBuffer header, long offset) {
        return new ChunkHeader(
                offset,
                header.getLong(8),
                header.getLong(16),
                header.getLong(24),
                header.getLong(32),
                0,
                header.getLong(40),
                header.getLong(48),
                header.getLong(56),
                header.get(STATE) & 0xff,
                (header.get(FLAGS) & 1) != 0);
    }

    /** Whether JFR was writing the header, so that none of it is reliable. */
    public boolean isTorn() {
        return state == HEADER_IS_BEING_WRITTEN;
    }

    boolean isFinished() {
        return state == 0 && durationNanos > 0;
    }

    /**
     * Whether JFR had not finished the chunk: its JVM was killed, or is still running. JFR of JDK 14 and later writes
     * the chunk's size at each flush, every second; older JFR writes it, and the metadata, at the end only.
     */
    public boolean isUnfinished() {
        return state != 0 || size == 0;
    }

    /** Returns the time of JFR's last flush; null if not known. */
    public Instant flushedAt() {
        return isTorn() || durationNanos <= 0 ? null : start().plusNanos(durationNanos);
    }

    /** Returns the header of an unfinished chunk of the given size, where the header's own size is not valid. */
    public ChunkHeader unfinishedOf(long bytes) {
        return new ChunkHeader(
                offset,
                bytes,
                constants,
                metadata,
                startNanos,
                movedNanos,
                durationNanos,
                startTicks,
                ticksPerSecond,
                HEADER_IS_BEING_WRITTEN,
                compressed);
    }

    public Instant start() {
        return Instant.ofEpochSecond(0, startNanos);
    }

    /** Returns the end of the chunk; null if it is unfinished. */
    public Instant end() {
        return isFinished() ? start().plusNanos(durationNanos) : null;
    }

    /** Converts ticks to nanoseconds since the epoch, rounded like jdk.jfr.consumer. */
    public long nanos(long ticks) {
        return startNanos + (long) ((ticks - startTicks) / (ticksPerSecond / NANOS_PER_SECOND));
    }

    /** Two dumps of one recording hold the same chunk, if JFR still wrote it at the first, with different sizes. */
    public record Identity(long startNanos, long startTicks, long ticksPerSecond) {}

    public Identity identity() {
        return new Identity(startNanos - movedNanos, startTicks, ticksPerSecond);
    }

    public ChunkHeader laterBy(long nanos) {
        return new ChunkHeader(
                offset,
                size,
                constants,
                metadata,
                startNanos + nanos,
                movedNanos + nanos,
                durationNanos,
                startTicks,
                ticksPerSecond,
                state,
                compressed);
    }
}
