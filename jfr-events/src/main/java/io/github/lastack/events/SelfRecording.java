// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/** A recording of the agent's own events, dumped when the JVM exits. */
public final class SelfRecording {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Recording recording;

    private SelfRecording(Recording recording) {
        this.recording = recording;
    }

    /**
     * Starts to record.
     *
     * @throws IOException if the file could not be written later on; its message names the file
     */
    public static SelfRecording start(String file, RecordingRoom room) throws IOException {
        Path destination = writable(file);
        keepFromOthers(destination);
        Recording recording = new Recording();
        recording.setName("lastack");
        recording.setDumpOnExit(true);
        recording.setDestination(destination);
        try {
            room.check(recording);
        } catch (IOException e) {
            recording.close();
            Files.delete(destination); // is empty
            throw e;
        }
        SocketEvents.prepare();
        recording.start();
        return new SelfRecording(recording);
    }

    /** JFR writes into a file that is there already as it is, and else makes one that all users can read. */
    private static void keepFromOthers(Path destination) throws IOException {
        try {
            Files.createFile(destination, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException | UnsupportedOperationException itsOwnerHasDecided) {
            return; // or this file system has no such permissions
        }
    }

    /** Known now rather than when the JVM exits and the recording is lost. */
    private static Path writable(String file) throws IOException {
        Path path;
        try {
            path = Paths.get(file).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IOException("cannot record to " + file + ": no such path can be", e);
        }
        Path folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("cannot record to " + file + ": its folder does not exist");
        }
        if (Files.isDirectory(path) || !Files.isWritable(Files.exists(path) ? path : folder)) {
            throw new IOException("cannot record to " + file + ": no permission to write there");
        }
        return path;
    }

    /** Writes the file. */
    public void stop() {
        if (recording.getState() == RecordingState.RUNNING) { // and was not ended before its time
            recording.stop();
        }
        recording.close();
    }
}
