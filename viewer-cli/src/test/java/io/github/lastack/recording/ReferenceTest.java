// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.events.EventNames;
import io.github.lastack.scenario.RealRecording;
import io.github.lastack.testing.UsesFlightRecorder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@UsesFlightRecorder
class ReferenceTest {
    @TempDir
    private Path folder;

    @Test
    void events_all_equalTheJdksReading() throws Exception {
        Path file = folder.resolve("all.jfr");
        try (RealRecording recording = new RealRecording()) {
            for (int id = 1; id < 200; id++) {
                recording.leak(id);
                recording.close(id);
                recording.everythingElse(1000 + id);
                recording.agentInfo("1@2", id);
                if (id % 50 == 0) {
                    recording.nextChunk(folder.resolve("scrap.jfr"));
                }
            }
            recording.dump(file);
        }

        assertThat(Reference.actual(file)).isEqualTo(Reference.expected(file));
        assertThat(Reference.actual(file)).hasSizeGreaterThan(4000);
    }

    @Test
    void events_foreign_areSkippedAndOursFound() throws Exception {
        Path file = folder.resolve("crowded.jfr");
        try (RealRecording recording = new RealRecording()) {
            recording.recordsReadingToo();
            for (int id = 1; id < 50; id++) {
                recording.leak(id);
                readByteByByte(folder, 400);
                recording.agentInfo("1@2", id);
                if (id % 20 == 0) {
                    recording.nextChunk(folder.resolve("scrap.jfr"));
                }
            }
            recording.dump(file);
        }

        List<String> expected = Reference.expected(file);
        assertThat(Reference.actual(file)).hasSizeGreaterThan(140).isEqualTo(expected);
        assertThat(afterALook(file)).isEqualTo(expected.size());
    }

    private static void readByteByByte(Path folder, int times) throws IOException {
        Path file = Files.write(folder.resolve("bytes"), new byte[times]);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
            for (int i = 0; i < times; i++) {
                bytes.read();
            }
        }
    }

    /** How many are found when a recording is read for the second time. */
    private static long afterALook(Path file) throws IOException {
        long count = 0;
        for (RecordedFile recording : RecordedFile.open(file, bytes -> {})) {
            try (recording) {
                for (RecordedFile.Part part : recording.parts()) {
                    part.read(List.of(), name -> name.startsWith(EventNames.PREFIX), name -> false);
                    Chunk chunk = part.read(List.of(), name -> name.startsWith(EventNames.PREFIX), name -> true);
                    while (chunk.next() != null) {
                        count++;
                    }
                }
            }
        }
        return count;
    }
}
