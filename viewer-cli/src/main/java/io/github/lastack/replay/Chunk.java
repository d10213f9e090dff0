// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of one chunk of a recording; each chunk is a recording that can be read alone.
 *
 * @param offset where the chunk begins in the file
 * @param size of the whole chunk in bytes
 * @param end null while JFR still writes the chunk
 */
record Chunk(long offset, long size, Instant start, Instant end) {

    /* The header, big-endian, the same since JDK 9 (and in 8u272):
     *
     *  0 magic  4 major, minor  8 size  16 constant pool  24 metadata  32 start ns  40 duration ns  48 start ticks
     * 56 ticks a second  64 state of the file, 0 when finished, 255 while the header itself is written
     */
    private static final int HEADER_SIZE = 68;
    private static final int MAGIC = 0x464C5200;
    private static final int STATE = 64;
    private static final int HEADER_IS_BEING_WRITTEN = 0xff;

    /** The chunks of a file, and what is wrong with it: null if nothing is. */
    record Table(List<Chunk> whole, String damage) {}

    /** Whether these first bytes are those of a recording. */
    static boolean isMagic(ByteBuffer first) {
        return first.remaining() >= Integer.BYTES && first.getInt(first.position()) == MAGIC;
    }

    static Table table(Path file) throws IOException {
        List<Chunk> whole = new ArrayList<>();
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long length = channel.size();
            long offset = 0;
            while (offset < length) {
                ByteBuffer header = header(channel, offset);
                long size = header.remaining() < HEADER_SIZE ? 0 : header.getLong(8);
                String damage = damage(header, offset, size, length);
                if (damage != null) {
                    return new Table(whole, damage);
                }
                whole.add(chunk(header, offset, size));
                offset += size;
            }
        }
        return new Table(whole, null);
    }

    private static String damage(ByteBuffer header, long offset, long size, long length) {
        if (header.remaining() < HEADER_SIZE) {
            return "is cut off after byte " + length;
        }
        if (!isMagic(header) || size < HEADER_SIZE) {
            return "is damaged at byte " + offset;
        }
        if (size > length - offset) {
            return "is cut off after byte " + length;
        }
        // jdk.jfr.consumer would wait for the writer to finish, and here there is none.
        return (header.get(STATE) & 0xff) == HEADER_IS_BEING_WRITTEN ? "is damaged at byte " + offset : null;
    }

    private static Chunk chunk(ByteBuffer header, long offset, long size) {
        Instant start = Instant.ofEpochSecond(0, header.getLong(32));
        long durationNanos = header.getLong(40);
        boolean finished = header.get(STATE) == 0 && durationNanos > 0;
        return new Chunk(offset, size, start, finished ? start.plusNanos(durationNanos) : null);
    }

    private static ByteBuffer header(SeekableByteChannel channel, long offset) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_SIZE);
        channel.position(offset);
        while (header.hasRemaining() && channel.read(header) >= 0) {
            continue;
        }
        return header.flip();
    }
}
