// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.scenario.RealRecording;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceTest {
    @TempDir
    private Path folder;

    @Test
    void everyEventIsReadAsTheJdkReadsIt() throws Exception {
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
}
