// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Reads recordings into facts: the only class of the command line that opens them.
 *
 * <p>Of a damaged or cut-off file it reads the chunks that are whole, and says what it could not read.
 */
public final class RecordingReader {
    private static final String HOW_TO_RECORD =
            "start it with -javaagent:lastack-agent.jar=record=app.jfr and try again";

    private final List<String> losses = new ArrayList<>();
    private final Map<String, Part> jvms = new LinkedHashMap<>();

    private RecordingReader() {}

    /** @throws InputException if there is nothing in the files that could be read */
    public static Recording read(List<Path> files) throws InputException {
        RecordingReader reader = new RecordingReader();
        for (Path file : files) {
            reader.add(file);
        }
        return reader.recording(files);
    }

    private Recording recording(List<Path> files) throws InputException {
        if (jvms.isEmpty()) {
            throw new InputException(String.join("; ", losses) + "; " + HOW_TO_RECORD);
        }
        List<Recording.Jvm> read = new ArrayList<>();
        jvms.forEach((instance, part) -> read.add(part.jvm(instance)));
        Instant start = read.stream()
                .map(Recording.Jvm::start)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant end = read.stream()
                .map(Recording.Jvm::end)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        List<String> names = files.stream().map(Path::toString).toList();
        return new Recording(new RecordingInfo(names, start, end, List.copyOf(losses)), read);
    }

    private void add(Path file) throws InputException {
        Part part = new Part();
        try {
            checkReadable(file);
            Chunk.Table table = Chunk.table(file);
            if (table.damage() != null || !readWhole(file, part)) {
                part = new Part();
                readChunks(file, table, part);
            }
            part.spans(table.whole());
        } catch (AccessDeniedException e) {
            throw new InputException(file + ": no permission to read it; run as the user who owns it", e);
        } catch (IOException e) {
            throw new InputException(file + ": could not be read: " + e.getMessage(), e);
        }
        if (part.facts.isEmpty()) {
            losses.add(file + " holds no events of Lastack: the agent was not in that JVM");
            return;
        }
        String instance = part.instance == null ? file.toString() : part.instance;
        jvms.merge(instance, part, Part::merge);
    }

    private static void checkReadable(Path file) throws IOException, InputException {
        if (Files.isDirectory(file)) {
            throw new InputException(file + ": is a directory; name the .jfr file in it");
        }
        ByteBuffer first = ByteBuffer.allocate(Integer.BYTES);
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() == 0) {
                throw new InputException(
                        file + ": is empty; a recording is written when it is dumped or when its JVM exits");
            }
            channel.read(first);
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file; name a recording that exists", e);
        }
        if (!Chunk.isMagic(first.flip())) {
            throw new InputException(file + ": is not a JFR recording (a recording begins with FLR)");
        }
    }

    /** @return false if the file turned out to be damaged inside */
    private static boolean readWhole(Path file, Part part) {
        try {
            readEvents(file, part);
            return true;
        } catch (IOException | RuntimeException e) {
            // The parser's exceptions for garbage are of every kind; chunk by chunk says what is lost.
            return false;
        }
    }

    private void readChunks(Path file, Chunk.Table table, Part part) throws IOException, InputException {
        String damage = table.damage() == null ? "is damaged inside" : table.damage();
        int readable = 0;
        for (Chunk chunk : table.whole()) {
            Path alone = Files.createTempFile("lastack-chunk", ".jfr");
            try {
                copy(file, chunk, alone);
                readable += readWhole(alone, part) ? 1 : 0;
            } finally {
                Files.delete(alone);
            }
        }
        int unfinished = table.damage() == null ? 0 : 1;
        String read = "read " + readable + " of " + (table.whole().size() + unfinished) + " chunks";
        if (part.facts.isEmpty()) {
            throw new InputException(file + ": " + damage + ", and nothing of Lastack could be read before that ("
                    + read + "); dump or copy the recording again");
        }
        losses.add(file + " " + damage + "; " + read);
    }

    private static void copy(Path file, Chunk chunk, Path alone) throws IOException {
        try (FileChannel from = FileChannel.open(file);
                InputStream bytes = Channels.newInputStream(from.position(chunk.offset()));
                var to = Files.newOutputStream(alone)) {
            byte[] buffer = new byte[1 << 16];
            for (long left = chunk.size(); left > 0; ) {
                int read = bytes.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    return;
                }
                to.write(buffer, 0, read);
                left -= read;
            }
        }
    }

    private static void readEvents(Path file, Part part) throws IOException {
        EventFacts convert = new EventFacts();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                SocketFact fact = convert.of(event);
                if (fact != null) {
                    part.facts.add(fact);
                    String instance = EventFacts.instance(event);
                    part.instance = instance == null ? part.instance : instance;
                }
            }
        }
    }

    /** What one file, or several of the same JVM, said so far. */
    private static final class Part {
        private List<SocketFact> facts = new ArrayList<>();

        private String instance; // null until the agent's description was read
        private Instant start;
        private Instant end;

        /** The chunks know better than the events when recording began and ended, but for one that was not finished. */
        void spans(List<Chunk> chunks) {
            Stream<Instant> starts = chunks.stream().map(Chunk::start);
            Stream<Instant> ends = chunks.stream().map(Chunk::end).filter(at -> at != null);
            Stream<Instant> times = facts.stream().map(SocketFact::at);
            start = starts.min(Comparator.naturalOrder()).orElse(null);
            end = Stream.concat(ends, times).max(Comparator.naturalOrder()).orElse(start);
        }

        /** Dumps of one running recording overlap. */
        Part merge(Part other) {
            Set<SocketFact> distinct = new LinkedHashSet<>(facts);
            distinct.addAll(other.facts);
            facts = new ArrayList<>(distinct);
            start = start.isBefore(other.start) ? start : other.start;
            end = end.isAfter(other.end) ? end : other.end;
            return this;
        }

        Recording.Jvm jvm(String name) {
            List<SocketFact> sorted =
                    facts.stream().sorted(Comparator.comparing(SocketFact::at)).toList();
            return new Recording.Jvm(name, start, end, sorted);
        }
    }
}
