// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.recording;

import io.github.lastack.events.SocketEvents;
import java.io.IOException;
import java.time.Duration;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** The agent's own recording, dumped when the JVM exits. For one thread. */
public final class SelfRecording {
    private final Recording recording;
    private final RecordFile file;

    private SelfRecording(Recording recording, RecordFile file) {
        this.recording = recording;
        this.file = file;
    }

    /**
     * Starts to record. Limits drop whole chunks, the oldest first; a chunk has 12 MB unless JFR is set otherwise.
     *
     * @param file the file or directory, with the placeholders of {@link RecordFile}
     * @param processId of this JVM
     * @param since start of this JVM, in ms since the epoch
     * @param maxSize bytes to keep; 0 for all
     * @param maxAgeNanos how long to keep what was recorded; 0 for no limit
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

    /** The path of the file. */
    public String file() {
        return file.path().toString();
    }

    /** One line for the user on why the file is not the one asked for; null if it is. */
    public String note() {
        return file.note();
    }

    /** Ends the recording, which writes the file. */
    public void stop() {
        if (recording.getState() == RecordingState.RUNNING) { // and was not ended before its time
            recording.stop();
        }
        recording.close();
        file.release();
    }
}
