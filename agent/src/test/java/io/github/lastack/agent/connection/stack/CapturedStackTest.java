// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.testing.UsesFlightRecorder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@UsesFlightRecorder
class CapturedStackTest {
    @TempDir
    Path directory;

    @Test
    void capturedStack_here_beginsAtTheCaller() {
        assertThat(List.of(CapturedStack.here().getStackTrace()))
                .filteredOn(frame -> !frame.getClassName().equals(CapturedStack.class.getName()))
                .first()
                .extracting(StackTraceElement::getMethodName)
                .isEqualTo("capturedStack_here_beginsAtTheCaller");
    }

    @Test
    void capturedStack_created_isNotRecordedAsException() throws IOException {
        Path file = directory.resolve("exceptions.jfr");
        CapturedStack.here(); // the first of all is made by a constructor
        try (Recording recording = new Recording()) {
            recording.enable("jdk.JavaExceptionThrow");
            recording.start();
            CapturedStack.here();
            new IllegalStateException("of the application");
            recording.stop();
            recording.dump(file);
        }

        List<String> recorded = RecordingFile.readAllEvents(file).stream()
                .map(event -> event.getClass("thrownClass").getName())
                .toList();
        assertThat(recorded)
                .contains(IllegalStateException.class.getName())
                .doesNotContain(CapturedStack.class.getName());
    }
}
