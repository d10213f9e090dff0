// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import io.github.lastack.recording.format.ChunkHeader;
import io.github.lastack.recording.format.FieldName;
import io.github.lastack.recording.format.StringCache;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/** A recording file, chunk by chunk. */
public final class RecordedFile implements Closeable {
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private final RecordingInput input;
    private final String damage;
    private final List<Part> parts = new ArrayList<>();
    private final StringCache strings = new StringCache();
    private final int wholeChunks;

    private RecordedFile(RecordingInput input) throws IOException {
        this.input = input;
        ChunkTable table = ChunkTable.of(input.channel);
        damage = input.damage == null ? table.damage() : input.damage;
        wholeChunks = table.chunks().size();
        List<ChunkHeader> headers = new ArrayList<>(table.chunks());
        if (table.rest() != null) {
            headers.add(table.rest());
        }
        for (ChunkHeader header : ClockSteps.takenBack(headers)) {
            boolean rest = parts.size() == wholeChunks;
            long there = input.channel.size() - header.offset();
            boolean cut = rest && (header.size() > there || !header.isUnfinished());
            parts.add(new Part(header, Math.min(there, header.size()), cut));
        }
    }

    /**
     * Opens the recordings in a file: one, several for a zip, none for another kind of file.
     *
     * @param unpacked receives the number of bytes unpacked
     */
    public static List<RecordedFile> open(Path file, LongConsumer unpacked) throws IOException {
        List<RecordedFile> recordings = new ArrayList<>();
        for (RecordingInput input : RecordingInput.open(file, unpacked)) {
            ByteBuffer first = ChunkTable.read(input.channel, 0, Integer.BYTES);
            if (ChunkHeader.isMagic(first)) {
                recordings.add(new RecordedFile(input));
            } else {
                input.close();
            }
        }
        return recordings;
    }

    /** Returns the name given by the user, with the name of the entry for a zip. */
    public String name() {
        return input.name;
    }

    /** Returns what is wrong with the file as a whole; null if nothing is. */
    public String damage() {
        return damage;
    }

    /** Whether JFR had not finished the file: its JVM was killed, or is still running. */
    public boolean isUnfinished() {
        return !parts.isEmpty() && parts.get(parts.size() - 1).isUnfinished();
    }

    public List<Part> parts() {
        return parts;
    }

    /** Returns the number of chunks, including one of which only the beginning is left. */
    public int total() {
        return Math.max(parts.size(), damage == null ? 0 : wholeChunks + 1);
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    /** One chunk of the file, which can be read several times. */
    public final class Part {
        private final ChunkHeader header;
        private final long available;
        private final boolean cut;
        private ByteBuffer bytes; // mapped once, since first access to a page is expensive
        private ChunkIndex index; // of the counted events, after the first read

        private Part(ChunkHeader header, long available, boolean cut) {
            this.header = header;
            this.available = available;
            this.cut = cut;
        }

        /**
         * Returns null if nothing can be read. Several threads may read different parts.
         *
         * @param counted types of the counted events, equal for every call
         * @param wanted which of these are also read
         */
        public Chunk read(List<? extends FieldName> fields, Predicate<String> counted, Predicate<String> wanted)
                throws IOException {
            if (available > MOST_BYTES) {
                return null;
            }
            if (bytes == null) {
                bytes = input.channel.map(FileChannel.MapMode.READ_ONLY, header.offset(), available);
            }
            Chunk.ReadRequest request = new Chunk.ReadRequest(fields, counted, wanted);
            Chunk chunk = Chunk.of(bytes, header, strings, request, index);
            if (chunk != null && index == null) {
                index = chunk.index();
            }
            return chunk;
        }

        /** Whether part of what JFR wrote is missing. */
        public boolean isCut() {
            return cut;
        }

        /** Whether JFR had not finished the chunk. */
        public boolean isUnfinished() {
            return header.isUnfinished();
        }

        /** Returns the size in bytes. */
        public long size() {
            return available;
        }

        public Instant start() {
            return header.start();
        }

        /** Returns the end of the chunk, or JFR's last flush of an unfinished one; null if not known. */
        public Instant end() {
            return cut ? null : header.isUnfinished() ? header.flushedAt() : header.end();
        }

        /** Returns an object that is equal for the same chunk in two files. */
        public Object identity() {
            return header.identity();
        }
    }
}
