// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.cli.input;

import io.github.lastack.facts.source.InputException;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read, since recordings and reports show where an application connects to. */
public final class OwnerOnlyFile {
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rw-------");

    private OwnerOnlyFile() {}

    /**
     * Opens a file for writing. An existing file is replaced and made unreadable for others; devices and pipes stay as
     * they are.
     */
    public static Writer writer(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        } else if (Files.isRegularFile(file)) {
            restrict(file);
        }
        return Files.newBufferedWriter(file);
    }

    private static void create(Path file) throws IOException {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNERS));
        } catch (UnsupportedOperationException e) {
            // The file system has no owners.
            Files.createFile(file);
        }
    }

    private static void restrict(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, OWNERS);
        } catch (UnsupportedOperationException e) {
            // The file system has no owners.
        } catch (FileSystemException e) {
            throw new IOException("it belongs to another user and would stay readable for others; remove it first", e);
        }
    }

    /**
     * Checks that a file can be written, before a recording starts that could be lost.
     *
     * @param option option that names the file, for the message
     */
    public static void check(Path file, String option) throws InputException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new InputException(file + ": its folder does not exist");
        }
        if (Files.isDirectory(file)) {
            throw new InputException(file + ": it is a folder; " + option + " names a file");
        }
        boolean there = Files.exists(file);
        if (there && !Files.isRegularFile(file)) {
            return;
        }
        // Permissions do not show a read-only disk, or /proc.
        try {
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
            if (!there) {
                Files.delete(file);
            }
        } catch (AccessDeniedException e) {
            throw new InputException(file + ": no permission to write there; " + option + " names another file", e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be written; " + option + " names another file", e);
        }
    }
}
