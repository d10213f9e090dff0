// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import io.github.lastack.facts.source.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder that only this process and the target can read and write; closing it deletes it with its files.
 *
 * <p>The target's user may change the place where it lies, and this process may be root. Once created, the folder is
 * therefore used by its open descriptor and never by its path, which may be replaced at any time. It can also be read
 * after the target's mounts have gone.
 */
final class TargetFolder implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecureDirectoryStream<Path> parent;
    private final Path name;
    private final Path there;
    private SecureDirectoryStream<Path> files; // null until the folder is made

    private TargetFolder(SecureDirectoryStream<Path> parent, Path name, Path there) {
        this.parent = parent;
        this.name = name;
        this.there = there;
    }

    /** Fills a new folder; if that fails, the next place is tried. */
    interface Content {
        void writeTo(TargetFolder folder) throws IOException;
    }

    /**
     * Creates a folder in the first place that works: a root file system may be read-only, a {@code /tmp} full.
     *
     * @param first local folders, for a target that sees the same files
     * @throws InputException if no place works; the message lists the places
     */
    static TargetFolder in(TargetJvm jvm, List<Path> first, Content content) throws InputException {
        List<String> problems = new ArrayList<>();
        // Local folders are of use only to the same user, and where both processes see the same files.
        boolean same = jvm.root().isEmpty() && ProcFiles.uid(jvm.pid()) == ProcFiles.ownUid();
        Set<Path> places = new LinkedHashSet<>(same ? first : List.of());
        places.addAll(places(jvm.properties()));
        for (Path place : places) {
            try {
                return at(jvm, place, content);
            } catch (IOException e) {
                problems.add(place + " (" + reason(e) + ")");
            }
        }
        throw new InputException("no folder can be shared with process " + jvm.pid() + ": tried "
                + String.join(", ", problems) + "; make one of them writable for its user");
    }

    private static List<Path> places(Properties target) {
        return Stream.of(
                        target.getProperty("java.io.tmpdir"),
                        "/tmp",
                        "/var/tmp",
                        "/dev/shm",
                        target.getProperty("user.dir"))
                .filter(place -> place != null && place.startsWith("/"))
                .map(place -> Path.of(place).normalize())
                .toList();
    }

    private static TargetFolder at(TargetJvm jvm, Path place, Content content) throws IOException {
        Path name = Path.of("lastack-" + Long.toHexString(RANDOM.nextLong()));
        Path parent = Path.of(jvm.root() + place);
        TargetFolder folder = new TargetFolder(opened(parent), name, place.resolve(name));
        try {
            Files.createDirectory(
                    parent.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            folder.files = folder.parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
            folder.checkIsOurs();
            content.writeTo(folder);
            folder.giveTo(jvm);
            return folder;
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    private static SecureDirectoryStream<Path> opened(Path folder) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(folder);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("its file system does not support directory handles");
    }

    /** Checks the owner, since another process may have replaced the folder. */
    private void checkIsOurs() throws IOException {
        if (ProcFiles.AVAILABLE && !view().readAttributes().owner().equals(Files.getOwner(Path.of("/proc/self")))) {
            throw new IOException("another folder was put in its place");
        }
    }

    /** Changes the owner, since the target's user could not open a folder of root. */
    private void giveTo(TargetJvm jvm) throws IOException {
        int user = ProcFiles.uid(jvm.pid());
        if (ProcFiles.ownUid() == 0 && user > 0) {
            view().setOwner(Path.of("/")
                    .getFileSystem()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName(Integer.toString(user)));
        }
    }

    private PosixFileAttributeView view() {
        return files.getFileAttributeView(PosixFileAttributeView.class);
    }

    /** Returns the path of a file as the target sees it. */
    String pathInTarget(String file) {
        return there.resolve(file).toString();
    }

    void write(String file, InputStream content) throws IOException {
        var readable = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));
        try (OutputStream out = Channels.newOutputStream(files.newByteChannel(
                Path.of(file), Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), readable))) {
            content.transferTo(out);
        }
    }

    /** @return null if there is no file of that name */
    InputStream read(String file) throws IOException {
        try {
            return Channels.newInputStream(
                    files.newByteChannel(Path.of(file), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    void delete(String file) throws IOException {
        files.deleteFile(Path.of(file));
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission";
        }
        if (e instanceof NoSuchFileException) {
            return "no folder";
        }
        return e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : String.valueOf(e.getMessage());
    }

    /** Deletes the folder. The target may have ended, and nothing may be left. */
    @Override
    public void close() {
        try (parent) {
            if (files != null) {
                try (SecureDirectoryStream<Path> open = files) {
                    for (Path file : open) {
                        open.deleteFile(file.getFileName());
                    }
                }
                parent.deleteDirectory(name);
            }
        } catch (IOException | RuntimeException gone) {
            // The target's file system has gone, or cannot be changed.
        }
    }
}
