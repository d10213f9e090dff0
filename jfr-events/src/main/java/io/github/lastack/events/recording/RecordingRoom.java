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
 * Ends our recordings, and no others, before a disk is full that they are written to: since JDK 11 JFR ends the JVM where it
 * cannot write what it records ("An irrecoverable error in Jfr. Shutting down VM..."). For one thread.
 */
public final class RecordingRoom {
    /** More than JFR keeps in memory (10 MB), and than is recorded until this looks again. */
    private static final long AMPLE = 16L << 20;

    /** For a disk that never has that: what a recording takes that tells of little. */
    private static final long SCANT = 2L << 20;

    private static final String OURS = "lastack";

    private final Repository repository;

    /** The folder that JFR writes to while it records. */
    public interface Repository {
        /** Of the folder, or of the one in which it is going to be made. */
        String path() throws ReflectiveOperationException;
    }

    public RecordingRoom(Repository repository) {
        this.repository = repository;
    }

    /** Looks at all that are ours; what it did, in a line, or null for nothing. Only while JFR is at work. */
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

    /** @throws IOException with a line that says where the room is missing */
    void check(Recording recording) throws IOException {
        try {
            String shortage = shortageOf(recording);
            if (shortage != null) {
                throw new IOException("cannot record: " + shortage);
            }
        } catch (ReflectiveOperationException otherJdk) {
            return; // nobody can know
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
        // Two disks of one size are taken for one: it is too early then, and never too late.
        boolean sameDisk = folder.getTotalSpace() == chunks.getTotalSpace();
        return shortage != null || sameDisk ? shortage : shortageOf(chunks, 0);
    }

    /** @param wanted beside what may come at any moment */
    private static String shortageOf(File folder, long wanted) {
        long total = folder.getTotalSpace();
        long left = folder.getUsableSpace();
        long reserve = Math.max(SCANT, Math.min(AMPLE, total / 4));
        return total == 0 || left >= wanted + reserve
                ? null
                : "only " + left / 1024 + " KB are left in " + folder + ", and JFR ends the JVM where it cannot write";
    }

    /** The size of the chunk that JFR writes now, which not every JDK counts. */
    private static long newestIn(File chunks) {
        File newest = null;
        File[] files = chunks.listFiles();
        for (File file : files == null ? new File[0] : files) {
            newest = newest == null || file.lastModified() > newest.lastModified() ? file : newest;
        }
        return newest == null ? 0 : newest.length();
    }
}
