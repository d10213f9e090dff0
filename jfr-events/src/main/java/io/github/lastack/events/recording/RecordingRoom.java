// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.recording;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Ends the agent's recordings, and no others, before the disk that they are written to is full. Since JDK 11, JFR ends
 * the JVM when it cannot write ("An irrecoverable error in Jfr. Shutting down VM..."). For one thread.
 */
public final class RecordingRoom {
    /** Bytes to keep free: more than JFR buffers in memory (10 MB) and than is recorded until the next check. */
    private static final long AMPLE = 16L << 20;

    /** Bytes to keep free on a small disk: the size of a recording with few events. */
    private static final long SCANT = 2L << 20;

    private static final String OURS = "lastack";

    private final Repository repository;

    /** The folder that JFR writes to while it records. */
    public interface Repository {
        /** Path of the folder, or of its parent while it does not exist yet. */
        String path() throws ReflectiveOperationException;
    }

    public RecordingRoom(Repository repository) {
        this.repository = repository;
    }

    /** Checks all recordings of the agent; returns one line on what was ended, or null. JFR must be running. */
    public String endWhatHasNone() throws ReflectiveOperationException {
        String told = null;
        for (Recording recording : FlightRecorder.getFlightRecorder().getRecordings()) {
            boolean isOurs = recording.getName().startsWith(OURS) && recording.getState() == RecordingState.RUNNING;
            String shortage = isOurs ? shortageOf(recording) : null;
            if (shortage != null) {
                recording.stop();
                told = "the recording has ended before its time: " + shortage;
            }
        }
        return told;
    }

    /**
     * Checks that a recording has room to start.
     *
     * @throws IOException with a line that says which folder lacks room
     */
    void check(Recording recording) throws IOException {
        try {
            String shortage = shortageOf(recording);
            if (shortage != null) {
                throw new IOException("cannot record: " + shortage);
            }
        } catch (ReflectiveOperationException otherJdk) {
            return; // the folder is not known
        }
    }

    private String shortageOf(Recording recording) throws ReflectiveOperationException {
        File chunks = new File(repository.path());
        Path destination = recording.getDestination();
        File folder = destination == null
                ? chunks
                : destination.toFile().getAbsoluteFile().getParentFile();
        long copied = recording.getSize() + newestIn(chunks);
        String shortage = shortageOf(folder, copied);
        // Two disks of one size are taken for one: the recording ends too early then, never too late.
        boolean sameDisk = folder.getTotalSpace() == chunks.getTotalSpace();
        return shortage != null || sameDisk ? shortage : shortageOf(chunks, 0);
    }

    /**
     * A line on what is short in a folder that must take {@code wanted} bytes beside the reserve; null if nothing is.
     */
    private static String shortageOf(File folder, long wanted) {
        long total = folder.getTotalSpace();
        long left = folder.getUsableSpace();
        long reserve = Math.max(SCANT, Math.min(AMPLE, total / 4));
        return total == 0 || left >= wanted + reserve
                ? null
                : "only " + left / 1024 + " KB are left in " + folder + ", and JFR ends the JVM where it cannot write";
    }

    /** Size of the chunk that JFR is writing, which not every JDK includes in the size of a recording. */
    private static long newestIn(File chunks) {
        File newest = null;
        File[] files = chunks.listFiles();
        for (File file : files == null ? new File[0] : files) {
            newest = newest == null || file.lastModified() > newest.lastModified() ? file : newest;
        }
        return newest == null ? 0 : newest.length();
    }
}
