// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import io.github.lastack.facts.Facts;
import io.github.lastack.recording.RecordedFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Opens recordings, whatever of them can be read, and finds out which JVMs they tell of; the facts are read when they
 * are asked for.
 */
public final class RecordingReader {
    private static final String HOW_TO_RECORD =
            "start it with -javaagent:lastack-agent.jar=record=app.jfr and try again";

    private final LongConsumer progress;
    private final List<String> losses = new ArrayList<>();
    private final List<String> unread = new ArrayList<>();
    private final List<StoredFile> opened = new ArrayList<>();
    private final Map<String, List<StoredFile>> jvms = new LinkedHashMap<>();

    /** Folders of JFR itself, with the JVM of which they are. */
    private final Map<Path, String> repositories = new HashMap<>();

    private RecordingReader(LongConsumer progress) {
        this.progress = progress;
    }

    /** @throws InputException if there is nothing in the files that could be read */
    public static Recording read(List<Path> files) throws InputException {
        return read(files, bytes -> {});
    }

    /** @param progress receives the number of bytes read: those of the files, or what was packed in them */
    public static Recording read(List<Path> files, LongConsumer progress) throws InputException {
        RecordingReader reader = new RecordingReader(progress);
        try {
            for (Path file : files) {
                reader.add(file);
            }
            return reader.recording(files);
        } catch (InputException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void close() {
        for (StoredFile file : opened) {
            try {
                file.close();
            } catch (IOException e) {
                // it was only read
            }
        }
    }

    private Recording recording(List<Path> files) throws InputException {
        if (jvms.isEmpty()) {
            throw new InputException(String.join("; ", losses) + "; " + HOW_TO_RECORD);
        }
        List<Recording.Jvm> read = new ArrayList<>();
        jvms.forEach((instance, stored) -> read.add(jvm(instance, stored)));
        Instant start = read.stream()
                .map(Recording.Jvm::start)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant end = read.stream()
                .map(Recording.Jvm::end)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        List<String> names = files.stream().map(Path::toString).toList();
        RecordingInfo info = new RecordingInfo(names, start, end, List.copyOf(losses), List.copyOf(unread));
        return new Recording(info, read, opened);
    }

    private Recording.Jvm jvm(String instance, List<StoredFile> files) {
        // Dumps of one running recording overlap: of a chunk that grew between two of them, the newer is taken.
        Map<Object, StoredChunk> distinct = new LinkedHashMap<>();
        for (StoredFile file : files) {
            for (StoredChunk chunk : file.readable()) {
                distinct.merge(chunk.identity(), chunk, (one, other) -> other.size() > one.size() ? other : one);
            }
        }
        List<StoredChunk> chunks = distinct.values().stream()
                .sorted(Comparator.comparing(StoredChunk::start))
                .toList();
        Instant start = files.stream()
                .map(StoredFile::start)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant end = files.stream()
                .map(StoredFile::end)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Facts facts = new StoredFacts(chunks);
        return JvmExtent.of(files.get(0).name(), instance, start, end, facts, losses::add);
    }

    private void add(Path given) throws InputException {
        try {
            List<Path> files = RecordingFolder.files(given);
            if (files.isEmpty()) {
                throw new InputException(given + ": " + RecordingFolder.none(given));
            }
            List<StoredFile> stored = new ArrayList<>();
            for (Path file : files) {
                stored.addAll(open(file));
            }
            boolean inFolder = Files.isDirectory(given);
            boolean any = stored.stream().anyMatch(StoredFile::holdsEvents);
            for (StoredFile file : stored) {
                add(file, inFolder && any);
            }
        } catch (AccessDeniedException e) {
            throw new InputException(given + ": no permission to read it; run as the user who owns it", e);
        } catch (IOException e) {
            throw new InputException(given + ": could not be read: " + e.getMessage(), e);
        }
    }

    private List<StoredFile> open(Path file) throws IOException, InputException {
        checkReadable(file);
        List<StoredFile> stored = new ArrayList<>();
        for (RecordedFile recording : RecordedFile.open(file, progress)) {
            StoredFile each = StoredFile.lookThrough(recording, progress);
            opened.add(each);
            stored.add(each);
        }
        if (stored.isEmpty()) {
            throw new InputException(
                    file + ": is not a JFR recording (a recording begins with FLR), nor one packed by gzip or zip");
        }
        return stored;
    }

    /** @param amongOthers whether it is enough that others of its folder tell something */
    private void add(StoredFile file, boolean amongOthers) throws InputException {
        if (file.holdsEvents()) {
            jvms.computeIfAbsent(instance(file), name -> new ArrayList<>()).add(file);
            return;
        }
        String refusal = file.refusal();
        if (refusal != null && !amongOthers) {
            throw new InputException(file.name() + ": " + refusal);
        }
        if (refusal != null || !amongOthers) {
            String loss = file.name()
                    + ' '
                    + (refusal == null ? "holds no events of Lastack: the agent was not in that JVM" : refusal);
            losses.add(loss);
            unread.add(loss);
        }
    }

    /** The agent describes itself at the end of a chunk, to which one of a JVM that was killed has not come. */
    private String instance(StoredFile file) {
        Path path = Path.of(file.name()).toAbsolutePath();
        String told = file.instance();
        if (!RecordingFolder.isChunk(path)) {
            return told == null ? file.name() : told;
        }
        return repositories.merge(
                path.getParent(), told == null ? file.name() : told, (before, now) -> told == null ? before : told);
    }

    private static void checkReadable(Path file) throws IOException, InputException {
        try {
            if (Files.size(file) == 0) {
                throw new InputException(file + ": is empty; a recording is written when it is dumped or when its JVM"
                        + " exits; " + RecordingFolder.WHERE_JFR_KEEPS_CHUNKS);
            }
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file; name a recording that exists", e);
        }
    }
}
