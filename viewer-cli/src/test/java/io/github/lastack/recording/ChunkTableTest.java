// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.recording.format.ChunkHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkTableTest {
    private static final int CHUNK = 1_000;

    @TempDir
    private Path folder;

    @Test
    void wholeChunks_areThereToTheirEnd() throws IOException {
        ChunkTable table = table(bytes(2));

        assertThat(table.chunks()).extracting(ChunkHeader::offset).containsExactly(0L, (long) CHUNK);
        assertThat(table.rest()).isNull();
        assertThat(table.damage()).isNull();
    }

    /** JFR of JDK 14 and later writes such copies each time that it flushes, every second by default. */
    @Test
    void cutOffChunk_withCopiesOfItsHeader_isReadAsFarAsItGoes() throws IOException {
        ByteBuffer bytes = bytes(2);
        copyHeader(bytes, CHUNK, 1_300);
        copyHeader(bytes, CHUNK, 1_600);
        ChunkTable table = table(bytes.limit(1_900));

        assertThat(table.chunks()).extracting(ChunkHeader::offset).containsExactly(0L);
        assertThat(table.rest().offset()).isEqualTo(CHUNK);
        assertThat(table.damage()).isEqualTo("is cut off after byte 1900");
    }

    @Test
    void damagedChunk_withCopiesOfItsHeader_isFollowedByTheNext() throws IOException {
        ByteBuffer bytes = bytes(3);
        copyHeader(bytes, 0, 300);
        copyHeader(bytes, CHUNK, 1_300);
        bytes.put(0, (byte) 0);
        ChunkTable table = table(bytes);

        assertThat(table.chunks()).extracting(ChunkHeader::offset).containsExactly(1_000L, 2_000L);
        assertThat(table.damage()).isEqualTo("is damaged at byte 0");
    }

    @Test
    void damagedHeader_leavesNothingToCompareCopiesWith_theNextChunkIsFound() throws IOException {
        ByteBuffer bytes = bytes(3);
        copyHeader(bytes, 0, 300);
        bytes.put(0, new byte[ChunkHeader.SIZE]);
        ChunkTable table = table(bytes);

        assertThat(table.chunks()).extracting(ChunkHeader::offset).containsExactly(1_000L, 2_000L);
    }

    /** Of so many chunks, each with another start. */
    private static ByteBuffer bytes(int chunks) {
        ByteBuffer bytes = ByteBuffer.allocate(chunks * CHUNK);
        for (int i = 0; i < chunks; i++) {
            int at = i * CHUNK;
            bytes.putInt(at, 0x464C5200).putShort(at + 4, (short) 2).putShort(at + 6, (short) 1);
            bytes.putLong(at + 8, CHUNK);
            bytes.putLong(at + 32, 1_000_000_000L + i)
                    .putLong(at + 40, 1)
                    .putLong(at + 48, i)
                    .putLong(at + 56, 1);
        }
        return bytes;
    }

    private static void copyHeader(ByteBuffer bytes, int from, int to) {
        bytes.put(to, bytes, from, ChunkHeader.SIZE);
    }

    private ChunkTable table(ByteBuffer bytes) throws IOException {
        Path file = folder.resolve("app.jfr");
        byte[] there = new byte[bytes.limit()];
        bytes.get(0, there);
        Files.write(file, there);
        try (FileChannel channel = FileChannel.open(file)) {
            return ChunkTable.of(channel);
        }
    }
}
