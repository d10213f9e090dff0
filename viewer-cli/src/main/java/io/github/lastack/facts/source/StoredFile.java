// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import io.github.lastack.recording.RecordedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;

/** One recording of one JVM, and what of it could not be read. */
final class StoredFile implements Recording.Losses {
    /** A JVM's newest listing ends with the newest description that the agent gave of itself. */
    private static final int WITH_LISTINGS = 2;

    private final RecordedFile file;
    private final LongConsumer progress;
    private final List<StoredChunk> chunks = new ArrayList<>();
    private final Set<StoredChunk> damaged = new HashSet<>();

    private StoredFile(RecordedFile file, LongConsumer progress) {
        this.file = file;
        this.progress = progress;
    }

    /**
     * Scans the chunks on all processors.
     *
     * @param progress receives the number of bytes read
     */
    static StoredFile lookThrough(RecordedFile file, LongConsumer progress) throws IOException {
        StoredFile stored = new StoredFile(file, progress);
        List<RecordedFile.Part> parts = file.parts();
        for (int i = 0; i < parts.size(); i++) {
            stored.chunks.add(new StoredChunk(parts.get(i), stored, i >= parts.size() - WITH_LISTINGS));
        }
        try {
            stored.chunks.parallelStream().forEach(StoredChunk::lookThrough);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return stored;
    }

    String name() {
        return file.name();
    }

    /** Null if the agent did not record it. */
    String instance() {
        return chunks.stream()
                .map(StoredChunk::instance)
                .filter(Objects::nonNull)
                .reduce((older, newer) -> newer)
                .orElse(null);
    }

    List<StoredChunk> readable() {
        return chunks.stream().filter(StoredChunk::isReadable).toList();
    }

    boolean holdsEvents() {
        return chunks.stream().anyMatch(StoredChunk::holdsEvents);
    }

    boolean isWhole() {
        return file.damage() == null && !file.isUnfinished() && chunks.stream().allMatch(StoredChunk::isReadable);
    }

    Instant start() {
        return readable().stream()
                .map(StoredChunk::start)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    Instant end() {
        return readable().stream()
                .map(StoredChunk::end)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    void progress(long bytes) {
        progress.accept(bytes);
    }

    /** Called by the thread that reads. */
    synchronized void corruptRegions(StoredChunk chunk, int count) {
        if (count > 0) {
            damaged.add(chunk);
        }
    }

    /** Returns why nothing could be read; null if there is no such problem. */
    String refusal() {
        if (isWhole()) {
            return null;
        }
        if (file.damage() != null || !file.isUnfinished()) {
            return damage() + ", and nothing of Lastack could be read before that (" + readOf()
                    + "); dump or copy the recording again";
        }
        return "is unfinished: its JVM was killed, or runs on, and "
                + (readable().isEmpty()
                        ? "has not written yet how it is to be read (JDK 8 to 13 do so at a chunk's end, later ones"
                                + " every second)"
                        : "nothing of Lastack is in it yet");
    }

    private String damage() {
        return file.damage() == null ? "is damaged inside" : file.damage();
    }

    /** {@code read 2 of 4 chunks and part of another}. */
    private synchronized String readOf() {
        int readable = readable().size();
        int partly = (int) chunks.stream()
                .filter(chunk -> chunk.isReadable() && (damaged.contains(chunk) || chunk.isCut()))
                .count();
        String parts = partly == 0 ? "" : partly == 1 ? " and part of another" : " and parts of " + partly + " others";
        return "read " + (readable - partly) + " of " + file.total() + " chunks" + parts;
    }

    @Override
    public synchronized String loss() {
        if (isWhole() && damaged.isEmpty()) {
            return null;
        }
        boolean allRead =
                file.damage() == null && damaged.isEmpty() && chunks.stream().allMatch(StoredChunk::isReadable);
        return name()
                + (file.isUnfinished()
                        ? " is unfinished: its JVM was killed, or runs on; what came after "
                                + end().truncatedTo(ChronoUnit.SECONDS) + " is not in it"
                        : "")
                + (allRead ? "" : (file.isUnfinished() ? "; it " : " ") + damage() + "; " + readOf());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
