// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import io.github.lastack.events.EventNames;
import io.github.lastack.facts.EventFacts;
import io.github.lastack.facts.EventKinds;
import io.github.lastack.facts.Facts;
import io.github.lastack.facts.Field;
import io.github.lastack.facts.SocketFact;
import io.github.lastack.recording.Chunk;
import io.github.lastack.recording.Event;
import io.github.lastack.recording.RecordedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** One chunk of a file: looked through for what is rare, and read whole later on. */
final class StoredChunk {
    private final RecordedFile.Part part;
    private final StoredFile file;
    private final boolean withListings;
    private final List<SocketFact> rare = new ArrayList<>();
    private String instance;
    private boolean readable;
    private long events;
    private Instant end;

    /** @param withListings whether those of what is open are looked at: of all only the newest are needed */
    StoredChunk(RecordedFile.Part part, StoredFile file, boolean withListings) {
        this.part = part;
        this.file = file;
        this.withListings = withListings;
    }

    static boolean isOurs(String type) {
        return type.startsWith(EventNames.PREFIX);
    }

    /** Reads the chunk once to find out what it contains. */
    void lookThrough() {
        Chunk chunk =
                read(name -> EventKinds.RARE.contains(name) || withListings && EventKinds.LISTINGS.contains(name));
        if (chunk != null) {
            lookThrough(chunk);
        }
    }

    private void lookThrough(Chunk chunk) {
        readable = true;
        events = chunk.events();
        Instant newest = Instant.ofEpochSecond(0, chunk.lastNanos());
        boolean leaving = false;
        EventFacts convert = new EventFacts();
        for (Event event = chunk.next(); event != null; event = chunk.next()) {
            try {
                SocketFact fact = convert.of(event);
                if (fact != null && Facts.isRare(fact)) {
                    rare.add(fact);
                }
                instance = EventFacts.instance(event, instance);
                leaving |= fact instanceof SocketFact.AgentInfo info && info.leaving();
            } catch (RuntimeException e) {
                // damaged, as will be said when all is read
            }
        }
        end = JvmExtent.end(part.end(), newest, instance != null && !leaving && !part.isUnfinished());
    }

    /** Null if nothing of it can be read. */
    Chunk open() {
        return read(name -> !name.equals(EventNames.CONNECTION));
    }

    private Chunk read(Predicate<String> wanted) {
        try {
            Chunk chunk = part.read(Field.ALL, StoredChunk::isOurs, wanted);
            file.progress(part.size());
            return chunk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void read(int corruptRegions) {
        file.corruptRegions(this, corruptRegions);
    }

    List<SocketFact> rare() {
        return rare;
    }

    String instance() {
        return instance;
    }

    boolean isReadable() {
        return readable;
    }

    boolean holdsEvents() {
        return events > 0;
    }

    boolean isCut() {
        return part.isCut();
    }

    Instant start() {
        return part.start();
    }

    Instant end() {
        return end;
    }

    Object identity() {
        return part.identity();
    }

    long size() {
        return part.size();
    }
}
