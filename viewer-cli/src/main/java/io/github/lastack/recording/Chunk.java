// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import io.github.lastack.recording.format.Bytes;
import io.github.lastack.recording.format.ChunkHeader;
import io.github.lastack.recording.format.Constants;
import io.github.lastack.recording.format.DamageException;
import io.github.lastack.recording.format.EventLayout;
import io.github.lastack.recording.format.FieldName;
import io.github.lastack.recording.format.LongMap;
import io.github.lastack.recording.format.Metadata;
import io.github.lastack.recording.format.StringCache;
import io.github.lastack.recording.format.Type;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The events of one chunk, as far as it can be read, in the order in which they ended. */
public final class Chunk {

    /* Events, checkpoints with constants, and the metadata follow one another, each with its size and the number of its
     * type, which is 0 for metadata and 1 for a checkpoint. Where a size is wrong, nothing behind it can be found, but
     * for the checkpoints, which form a chain of their own from the header to the first: there the reading goes on.
     */
    private static final long METADATA = 0;
    private static final long CHECKPOINT = 1;

    /** Bytes of a chunk for each counted event from which these events are few. */
    private static final int FEW = 1024;

    private static final int FEW_AT_LEAST = 64;

    private final ChunkHeader header;
    private final Bytes bytes;
    private final ForeignEventSkipper skipper;
    private final int end;
    private final TreeSet<Integer> checkpoints = new TreeSet<>();
    private TimeOrder order = new TimeOrder(); // the requested events, and possibly others
    private final LongMap<EventLayout> layouts = new LongMap<>();
    private Metadata metadata;
    private Constants constants;
    private ChunkEvent event;
    private int next;
    private int corruptRegions;
    private TimeOrder found = new TimeOrder(); // all counted events; null if they are many
    private long events;
    private long lastTicks = Long.MIN_VALUE;

    private Chunk(ChunkHeader header, ByteBuffer buffer, StringCache strings) {
        this.header = header;
        this.bytes = new Bytes(buffer, strings);
        this.skipper = new ForeignEventSkipper(buffer);
        this.end = buffer.limit();
    }

    /**
     * What is asked for.
     *
     * @param counted the types of the events that are counted
     * @param wanted which of these are also read
     */
    record ReadRequest(List<? extends FieldName> fields, Predicate<String> counted, Predicate<String> wanted) {}

    /**
     * Finds the events that a request names.
     *
     * @param bytes of the chunk, as many as there are
     * @param known index from an earlier pass with the same types; null to build it
     * @return null if nothing of the chunk can be read
     */
    static Chunk of(ByteBuffer bytes, ChunkHeader header, StringCache strings, ReadRequest request, ChunkIndex known) {
        if (!header.compressed() || header.ticksPerSecond() <= 0) {
            return null;
        }
        Chunk chunk = new Chunk(header, bytes, strings);
        try {
            chunk.metadata = known == null ? Metadata.read(chunk.bytes.at(chunk.metadataAt())) : known.metadata();
            chunk.findTypes(request);
            if (known == null || known.events() == null) {
                chunk.findCheckpoints();
                chunk.findEvents();
            } else {
                chunk.take(known);
            }
            chunk.readConstants();
        } catch (RuntimeException e) {
            return null; // corrupt data can cause any exception
        }
        chunk.order.sort();
        chunk.event = new ChunkEvent(chunk.bytes, chunk.metadata, chunk.constants, header);
        return chunk;
    }

    private void findTypes(ReadRequest request) {
        for (Type type : metadata.types()) {
            if (type.isEvent() && request.counted().test(type.name())) {
                boolean wanted = request.wanted().test(type.name());
                layouts.put(type.id(), new EventLayout(type, metadata, request.fields(), wanted));
            } else if (type.isEvent()) {
                skipper.add(type.id());
            }
        }
    }

    /** Returns the position that the header names, or that of the newest complete metadata if it is cut off. */
    private int metadataAt() {
        if (header.metadata() >= ChunkHeader.SIZE && header.metadata() < end) {
            bytes.at((int) header.metadata());
            long size = bytes.number();
            if (bytes.number() == METADATA && size <= end - header.metadata()) {
                return bytes.position();
            }
        }
        int found = -1;
        int at = ChunkHeader.SIZE;
        while (at < end) {
            bytes.at(at);
            long size = bytes.number();
            if (size <= 0 || size > end - at) {
                break;
            }
            found = bytes.number() == METADATA ? bytes.position() : found;
            at += (int) size;
        }
        if (found < 0) {
            throw new DamageException("no metadata");
        }
        return found;
    }

    /** Follows the chain of checkpoints from the newest to the first, as far as it is intact. */
    private void findCheckpoints() {
        long at = header.constants();
        while (at >= ChunkHeader.SIZE && at < end && checkpoints.add((int) at)) {
            bytes.at((int) at);
            if (bytes.number() <= 0 || bytes.number() != CHECKPOINT) {
                checkpoints.remove((int) at);
                return;
            }
            bytes.number(); // start
            bytes.number(); // duration
            long way = bytes.number();
            if (way == 0) {
                return;
            }
            at += way;
        }
    }

    private void findEvents() {
        int at = skipper.from(ChunkHeader.SIZE);
        while (at < end) {
            int size = sizeAt(at);
            if (size < 0) {
                corruptRegions++;
                Integer further = checkpoints.higher(at);
                at = further == null ? end : further;
            } else {
                at += size;
            }
            at = skipper.from(at);
        }
    }

    private void take(ChunkIndex known) {
        corruptRegions = known.corruptRegions();
        for (int at : known.checkpoints()) {
            checkpoints.add(at);
        }
        found = known.events();
        order = found;
        events = found.size();
    }

    /** Returns the index for another pass over the same chunk. */
    ChunkIndex index() {
        return new ChunkIndex(
                metadata,
                found,
                checkpoints.stream().mapToInt(Integer::intValue).toArray(),
                corruptRegions);
    }

    /** Notes the event at a position and returns its size; -1 if it is corrupt. */
    private int sizeAt(int at) {
        try {
            bytes.at(at);
            long size = bytes.number();
            long type = bytes.number();
            if (size <= 0 || size > end - at) {
                return -1;
            }
            if (type == CHECKPOINT) {
                checkpoints.add(at);
            } else if (type != METADATA) {
                EventLayout layout = layouts.get(type);
                if (layout == null) {
                    return metadata.type(type) == null ? -1 : (int) size;
                }
                note(layout, at);
            }
            return (int) size;
        } catch (IndexOutOfBoundsException e) {
            return -1;
        }
    }

    private void note(EventLayout layout, int at) {
        long ticks = bytes.number();
        ticks += layout.durationSlot < 0 ? 0 : bytes.number();
        lastTicks = Math.max(lastTicks, ticks);
        events++;
        if (found != null && (events <= FEW_AT_LEAST || events * FEW < end)) {
            found.add(ticks, at);
        } else {
            found = null;
        }
        if (layout.wanted) {
            order.add(ticks, at);
        }
    }

    private void readConstants() {
        constants = new Constants(bytes, metadata);
        for (int at : checkpoints) {
            try {
                bytes.at(at);
                bytes.number(); // size
                bytes.number(); // type
                constants.add(bytes.position());
            } catch (RuntimeException e) {
                corruptRegions++;
            }
        }
    }

    /** Returns the next event in the order of time; null after the last. The event is valid until the next call. */
    public Event next() {
        while (next < order.size()) {
            int at = order.position(next++);
            try {
                bytes.at(at);
                long size = bytes.number();
                EventLayout layout = layouts.get(bytes.number());
                if (!layout.wanted) {
                    continue;
                }
                if (event.read(layout, bytes.position(), at + (int) size)) {
                    return event;
                }
            } catch (RuntimeException e) {
                // as below
            }
            corruptRegions++;
        }
        return null;
    }

    /** Returns the number of events of the counted types. */
    public long events() {
        return events;
    }

    /** Returns the number of regions that could not be read so far. */
    public int corruptRegions() {
        return corruptRegions;
    }

    /**
     * Returns when the newest event ended, in nanoseconds since the epoch; the chunk's start if there is none. Known
     * after the first pass only.
     */
    public long lastNanos() {
        return lastTicks == Long.MIN_VALUE ? header.startNanos() : header.nanos(lastTicks);
    }
}
