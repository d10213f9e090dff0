// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import io.github.lastack.replay.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder that the target and we can read and write, and nobody else; it goes with what is in it when it is closed.
 *
 * <p>In a container, or where the target's files are others than ours, it has two names.
 */
final class TargetFolder implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path here;
    private final Path there;
    private final int owner;

    private TargetFolder(Path here, Path there, int owner) {
        this.here = here;
        this.there = there;
        this.owner = owner;
    }

    /** What is put into a new folder; one that it does not fit into is no use. */
    interface Content {
        void writeTo(Path folder) throws IOException;
    }

    /**
     * Makes one wherever it is possible: a root file system may be read-only, a {@code /tmp} full.
     *
     * @throws InputException if it is possible nowhere; the message says where it was tried
     */
    static TargetFolder in(TargetJvm jvm, Content content) throws InputException {
        return in(jvm, List.of(), content);
    }

    static TargetFolder in(TargetJvm jvm, List<Path> first, Content content) throws InputException {
        List<String> problems = new ArrayList<>();
        // Our own folders mean something to the same user only, and where both see the same files.
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
        Path parent = Path.of(jvm.root() + place);
        if (!Files.isDirectory(parent, linkOptions(jvm))) {
            throw new IOException("no folder");
        }
        String name = "lastack-" + Long.toHexString(RANDOM.nextLong());
        int owner = ProcFiles.ownUid() == 0 ? ProcFiles.uid(jvm.pid()) : -1;
        Path here = Files.createDirectory(
                parent.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        TargetFolder folder = new TargetFolder(here, place.resolve(name), owner);
        try {
            content.writeTo(here);
            folder.giveAway();
            return folder;
        } catch (IOException e) {
            folder.close();
            throw e;
        }
    }

    /** A link of the target's root would lead into our own file system. */
    private static LinkOption[] linkOptions(TargetJvm jvm) {
        return jvm.root().isEmpty() ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS};
    }

    /** Root's folder would be closed to the target's user. */
    private void giveAway() throws IOException {
        if (owner > 0) {
            for (Path file : files()) {
                Files.setAttribute(file, "unix:uid", owner);
            }
            Files.setAttribute(here, "unix:uid", owner);
        }
    }

    /** As it is called here. */
    Path here() {
        return here;
    }

    /** As the target calls it. */
    Path there() {
        return there;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(here)) {
            return files.toList();
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.AccessDeniedException
                ? "no permission"
                : e instanceof java.nio.file.FileSystemException file && file.getReason() != null
                        ? file.getReason()
                        : String.valueOf(e.getMessage());
    }

    /** Also after the target has gone, when there may be nothing left to remove. */
    @Override
    public void close() {
        try {
            for (Path file : files()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(here);
        } catch (IOException gone) {
            // The target's file system went with it, or it is not ours to mend.
        }
    }
}
