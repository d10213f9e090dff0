// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.facts.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Recordings named by their folder. JFR keeps undumped data in such a folder, one file for each chunk, and a killed
 * JVM leaves it behind.
 */
public final class RecordingFolder {
    static final String WHERE_JFR_KEEPS_CHUNKS = "of a JVM that was killed, what JFR had written is in the folder"
            + " DATE_TIME_PID in its java.io.tmpdir, or in that of -XX:FlightRecorderOptions=repository=DIR: name that"
            + " folder";

    private static final Pattern RECORDING = Pattern.compile(".+\\.(jfr|part|jfr\\.gz|zip)");

    /** {@code 2026_11_30_13_31_11.jfr}; JDK 8 to 13 write into a file {@code .part} first. */
    private static final Pattern CHUNK = Pattern.compile("\\d{4}(_\\d\\d){5}(_\\d+)?\\.(jfr|part)");

    private static final Pattern REPOSITORY = Pattern.compile("\\d{4}(_\\d\\d){5}_\\d+");

    private RecordingFolder() {}

    /** Whether JFR named the file. All such files of one folder belong to one JVM. */
    static boolean isChunk(Path file) {
        return CHUNK.matcher(file.getFileName().toString()).matches();
    }

    /** The recordings in a folder, not in those within it, in the order of their names; a file is one itself. */
    public static List<Path> files(Path given) throws IOException {
        if (!Files.isDirectory(given)) {
            return List.of(given);
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(given)) {
            for (Path file : all.sorted().toList()) {
                boolean named = RECORDING.matcher(file.getFileName().toString()).matches();
                // JFR makes the file first, and fills it later.
                if (named && Files.isRegularFile(file) && Files.size(file) > 0) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    /** What to do about a folder that has no recording. */
    static String none(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> inside = Files.list(folder)) {
            all = inside.toList();
        }
        if (all.stream().anyMatch(RecordingFolder::isChunk)) {
            return "JFR had written nothing yet of the chunk in it; before JDK 14 it does so when its buffers are"
                    + " full, or"
                    + " at the end of the chunk";
        }
        return "has no recording (*.jfr) in it that is not empty"
                + all.stream()
                        .filter(path -> REPOSITORY
                                .matcher(path.getFileName().toString())
                                .matches())
                        .max(Comparator.naturalOrder())
                        .map(path -> "; JFR keeps a JVM's chunks in a folder of their own, such as " + path)
                        .orElse("");
    }
}
