// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import io.github.lastack.facts.EventFacts;
import io.github.lastack.facts.Facts;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.recording.Chunk;
import io.github.lastack.recording.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The facts of one JVM, read from its chunks while they are asked for. */
final class StoredFacts implements Facts {
    /** A thread may take the time of an event in one chunk and commit the event in the next. */
    private static final Duration OVERLAP = Duration.ofSeconds(1);

    private final List<StoredChunk> chunks;
    private final List<SocketFact> rare;

    /** @param chunks in the order of their beginnings */
    StoredFacts(List<StoredChunk> chunks) {
        this.chunks = chunks;
        List<SocketFact> found = new ArrayList<>();
        chunks.forEach(chunk -> found.addAll(chunk.rare()));
        found.sort(Comparator.comparing(SocketFact::at));
        this.rare = List.copyOf(found);
    }

    @Override
    public List<SocketFact> rare() {
        return rare;
    }

    @Override
    public Iterator<SocketFact> iterator() {
        return new Merged();
    }

    /** The facts of one chunk. */
    private static final class Cursor {
        private final StoredChunk stored;
        private final Chunk chunk;
        private final EventFacts convert;
        private SocketFact head;
        private int corruptRegions;

        Cursor(StoredChunk stored, EventFacts convert) {
            this.stored = stored;
            this.convert = convert;
            this.chunk = stored.open();
            advance();
        }

        void advance() {
            head = null;
            while (head == null && chunk != null) {
                Event event = chunk.next();
                if (event == null) {
                    stored.read(corruptRegions + chunk.corruptRegions());
                    return;
                }
                try {
                    head = convert.of(event);
                } catch (RuntimeException e) {
                    corruptRegions++; // an address, or whatever else, that can be none
                }
            }
        }
    }

    /** Chunks follow one another in time and overlap at their edges only. */
    private final class Merged implements Iterator<SocketFact> {
        private final List<Cursor> open = new ArrayList<>();
        private final EventFacts convert = new EventFacts().knowing(rare);
        private int next;
        private Cursor first;

        Merged() {
            choose();
        }

        /** Returns the cursor with the oldest fact, after opening every chunk that may contain an older one. */
        private void choose() {
            while (true) {
                first = null;
                for (Cursor cursor : open) {
                    if (first == null || cursor.head.at().isBefore(first.head.at())) {
                        first = cursor;
                    }
                }
                boolean more = next < chunks.size();
                if (!more || first != null && first.head.at().isBefore(begin(next))) {
                    return;
                }
                Cursor opened = new Cursor(chunks.get(next++), convert);
                if (opened.head != null) {
                    open.add(opened);
                }
            }
        }

        private Instant begin(int chunk) {
            return chunks.get(chunk).start().minus(OVERLAP);
        }

        @Override
        public boolean hasNext() {
            return first != null;
        }

        @Override
        public SocketFact next() {
            if (first == null) {
                throw new NoSuchElementException();
            }
            SocketFact fact = first.head;
            first.advance();
            if (first.head == null) {
                open.remove(first);
            }
            if (open.size() != 1 || first.head == null || next < chunks.size()) {
                choose();
            }
            return fact;
        }
    }
}
