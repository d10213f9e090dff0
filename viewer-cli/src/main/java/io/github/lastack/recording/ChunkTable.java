// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import io.github.lastack.recording.format.ChunkHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The chunks of a file.
 *
 * @param chunks complete chunks
 * @param rest a last chunk that is cut off or unfinished; null if there is none
 * @param damage what is wrong with the file; null if nothing
 */
record ChunkTable(List<ChunkHeader> chunks, ChunkHeader rest, String damage) {
    private static final int BLOCK = 1 << 20;

    static ChunkTable of(FileChannel channel) throws IOException {
        List<ChunkHeader> chunks = new ArrayList<>();
        String damage = null;
        long length = channel.size();
        long offset = 0;
        while (offset < length) {
            ByteBuffer bytes = read(channel, offset, ChunkHeader.SIZE);
            if (bytes.remaining() < ChunkHeader.SIZE) {
                return new ChunkTable(chunks, null, damage == null ? cutOff(length) : damage);
            }
            ChunkHeader header = ChunkHeader.of(bytes, offset);
            boolean sound = ChunkHeader.isMagic(bytes) && header.size() >= ChunkHeader.SIZE;
            boolean whole = sound && header.size() <= length - offset && !header.isTorn();
            if (whole && (!header.isUnfinished() || isEndOrChunk(channel, offset + header.size(), length))) {
                chunks.add(header);
                offset += header.size();
                continue;
            }
            long next = nextChunk(channel, header, length);
            if (next < 0
                    && ChunkHeader.isMagic(bytes)
                    && header.isUnfinished()
                    && (whole || !sound || header.isTorn())) {
                // Events since JFR's last flush lack their constants.
                return new ChunkTable(chunks, whole ? header : header.unfinishedOf(length - offset), damage);
            }
            if (sound && next < 0) {
                boolean cut = header.size() > length - offset;
                return new ChunkTable(chunks, header, damage != null ? damage : cut ? cutOff(length) : damaged(offset));
            }
            damage = damage == null ? damaged(offset) : damage;
            offset = next < 0 ? length : next;
        }
        return new ChunkTable(chunks, null, damage);
    }

    private static boolean isEndOrChunk(FileChannel channel, long offset, long length) throws IOException {
        return offset == length || ChunkHeader.isMagic(read(channel, offset, Integer.BYTES));
    }

    private static String cutOff(long length) {
        return "is cut off after byte " + length;
    }

    private static String damaged(long offset) {
        return "is damaged at byte " + offset;
    }

    /** Returns the position where the next chunk seems to begin; -1 if there is none. */
    private static long nextChunk(FileChannel channel, ChunkHeader header, long length) throws IOException {
        for (long at = header.offset() + 1; at < length; at += BLOCK) {
            ByteBuffer block = read(channel, at, BLOCK + ChunkHeader.SIZE);
            for (int i = 0; i < BLOCK && block.limit() - i >= ChunkHeader.SIZE; i++) {
                if (block.get(i) == 'F'
                        && ChunkHeader.isLikely(block.position(i))
                        && isOfAnother(channel, header, at + i, length)) {
                    return at + i;
                }
            }
        }
        return -1;
    }

    /**
     * Whether a header starts another chunk. JFR of JDK 14 and later repeats a chunk's header within the chunk at each
     * flush.
     */
    private static boolean isOfAnother(FileChannel channel, ChunkHeader before, long offset, long length)
            throws IOException {
        ChunkHeader header = ChunkHeader.of(read(channel, offset, ChunkHeader.SIZE), offset);
        long end = offset + header.size();
        return !header.identity().equals(before.identity())
                && (header.isTorn() || end >= length || ChunkHeader.isMagic(read(channel, end, Integer.BYTES)));
    }

    static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(length, Math.max(0, channel.size() - offset)));
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
            continue;
        }
        return bytes.flip();
    }
}
