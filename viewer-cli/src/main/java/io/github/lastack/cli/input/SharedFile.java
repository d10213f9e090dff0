// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import io.github.lastack.facts.source.InputException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that another program reads while they are replaced: it finds the old text or the new one, and never a part. */
public final class SharedFile {
    private SharedFile() {}

    /**
     * Replaces a file, which all may read afterwards. Its temporary neighbour's name begins with a dot and does not
     * end as the file's.
     *
     * @throws InputException if the file cannot be written; an existing one is unchanged then
     */
    public static void replace(Path file, String text) throws InputException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InputException(file + ": its folder does not exist");
        }
        if (Files.isDirectory(file)) {
            throw new InputException(file + ": it is a folder; -o names a file");
        }
        try {
            Path written = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
            try {
                Files.writeString(written, text);
                letAllRead(written);
                move(written, file);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (AccessDeniedException e) {
            throw new InputException(file + ": no permission to write there; -o names another file", e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be written (" + e.getMessage() + "); -o names another file", e);
        }
    }

    private static void letAllRead(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (UnsupportedOperationException e) {
            // The file system has no owners.
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
