// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.lastack.scenario.RealRecording;
import io.github.lastack.testing.UsesFlightRecorder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@UsesFlightRecorder
class RecordedConnectionsTest {
    private static final String POLL = "io.github.lastack.scenario.RealRecording.poll";
    private static final long NONE = Long.MAX_VALUE;

    @TempDir
    private Path folder;

    @Test
    void closeWait_aMomentOld_isASiteOfTheAskedOnly() throws IOException {
        RecordedConnections connections = new RecordedConnections(leaky(), new long[] {2}, NONE);

        assertThat(connections.opened()).containsOnlyKeys(2L);
        assertThat(connections.opened().get(2L)).first().asString().startsWith(POLL);
        List<Map<String, Object>> sites = connections.sites(new long[] {2});
        assertThat(sites).hasSize(1);
        assertThat(sites.get(0)).containsEntry("leak", "close-wait / end-of-stream-ignored");
        assertThat(sites.get(0).get("blame")).asString().startsWith(POLL);
        assertThat((List<?>) sites.get(0).get("stack"))
                .first()
                .isEqualTo(sites.get(0).get("blame"));
        assertThat(sites.get(0).get("text"))
                .asString()
                .startsWith("1. close-wait / end-of-stream-ignored  1 connection, in CLOSE_WAIT")
                .contains("   look at   " + POLL);
    }

    @Test
    void twoOfOneSite_areOneSite() throws IOException {
        long[] both = {1, 2};

        assertThat(new RecordedConnections(leaky(), both, NONE).sites(both))
                .singleElement()
                .satisfies(site -> assertThat(site.get("text")).asString().contains("2 connections"));
    }

    @Test
    void droppedAndOpenedLater_isReadUnasked() throws IOException {
        Path file = folder.resolve("dropped.jfr");
        try (RealRecording recording = new RealRecording()) {
            recording.leak(1);
            recording.everythingElse(2);
            recording.agentInfo("1@2", 1);
            recording.dump(file);
        }

        assertThat(new RecordedConnections(file, new long[0], 1).opened()).containsOnlyKeys(2L);
        assertThat(new RecordedConnections(file, new long[0], 2).opened()).isEmpty();
    }

    @Test
    void file_isNoRecording_failsWithItsName() throws IOException {
        Path file = Files.writeString(folder.resolve("no.jfr"), "no recording");

        assertThatThrownBy(() -> new RecordedConnections(file, new long[] {1}, NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no.jfr");
    }

    private Path leaky() throws IOException {
        Path file = folder.resolve("leaky.jfr");
        try (RealRecording recording = new RealRecording()) {
            recording.leak(1);
            recording.leak(2);
            recording.agentInfo("1@2", 1);
            recording.dump(file);
        }
        return file;
    }
}
