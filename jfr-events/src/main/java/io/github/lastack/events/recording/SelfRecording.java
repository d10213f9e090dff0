// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.recording;

import io.github.lastack.events.SocketEvents;
import java.io.IOException;
import java.time.Duration;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** A recording of the agent's own events, dumped when the JVM exits. */
public final class SelfRecording {
    private final Recording recording;
    private final RecordFile file;

    private SelfRecording(Recording recording, RecordFile file) {
        this.recording = recording;
        this.file = file;
    }

    /**
     * Starts to record. Of a recording with limits whole chunks are dropped, the oldest first; a chunk has 12 MB, unless JFR
     * was told otherwise.
     *
     * @param file where to, as {@link RecordFile} has it
     * @param processId of this JVM
     * @param since when it was started, in ms since the epoch
     * @param maxSize bytes to keep; 0 for all
     * @param maxAgeNanos for how long to keep what was recorded; 0 for good
     * @throws IOException if there is no room, or the file cannot be written; its message is for the user
     */
    public static SelfRecording start(
            String file, String processId, long since, long maxSize, long maxAgeNanos, RecordingRoom room)
            throws IOException {
        RecordFile claimed = RecordFile.claim(file, new RecordFile.Jvm(processId, since));
        Recording recording = new Recording();
        try {
            recording.setName("lastack");
            recording.setDumpOnExit(true);
            recording.setDestination(claimed.path());
            recording.setMaxSize(maxSize);
            recording.setMaxAge(maxAgeNanos == 0 ? null : Duration.ofNanos(maxAgeNanos));
            room.check(recording);
        } catch (IOException e) {
            recording.close();
            claimed.giveBack();
            throw e;
        }
        SocketEvents.prepare();
        recording.start();
        return new SelfRecording(recording, claimed);
    }

    /** Where to. */
    public String file() {
        return file.path().toString();
    }

    /** What to tell the user of the file, in a line; null if it is as was asked for. */
    public String note() {
        return file.note();
    }

    /** Writes the file. */
    public void stop() {
        if (recording.getState() == RecordingState.RUNNING) { // and was not ended before its time
            recording.stop();
        }
        recording.close();
        file.release();
    }
}
