// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the JDK's attach work for a JVM with a private {@code /tmp}, as systemd gives to services.
 *
 * <p>If both processes share a process id namespace, many JDKs look for the JVM's socket in their own {@code /tmp}
 * (JDK-8327114). They also create the attach file there if they cannot create it in the JVM's working directory. The
 * JDK then finds no socket and sends SIGQUIT for ten seconds; a JVM that sees no attach file, or listens already,
 * answers each signal with a thread dump.
 */
final class PrivateTmpLink implements AutoCloseable {
    private static final Path OWN_TMP = Path.of("/tmp");

    private final String pid;
    private final Path targetTmp;
    private final boolean isHidden;

    private PrivateTmpLink(String pid, Path targetTmp, boolean isHidden) {
        this.pid = pid;
        this.targetTmp = targetTmp;
        this.isHidden = isHidden;
    }

    static PrivateTmpLink of(long process) {
        String pid = Long.toString(process);
        Path targetTmp = Path.of(ProcFiles.root(process) + "/tmp");
        try {
            return new PrivateTmpLink(
                    pid, targetTmp, ProcFiles.ownPid(process).equals(pid) && !Files.isSameFile(targetTmp, OWN_TMP));
        } catch (IOException gone) {
            return new PrivateTmpLink(pid, targetTmp, false);
        }
    }

    VirtualMachine attach() throws AttachNotSupportedException, IOException {
        Path attachFile = targetTmp.resolve(".attach_pid" + pid);
        createLink();
        boolean created = isHidden && succeeds(() -> Files.createFile(attachFile));
        try {
            return VirtualMachine.attach(pid);
        } finally {
            if (created) {
                Files.deleteIfExists(attachFile);
            }
        }
    }

    /**
     * Creates the link before each call, since another lastack may have removed it. A socket in its place was left by
     * an earlier process of the same id.
     */
    void createLink() {
        if (isHidden && !Files.isSymbolicLink(link())) {
            succeeds(() -> Files.deleteIfExists(link()));
            succeeds(() -> Files.createSymbolicLink(link(), targetTmp.resolve(socket())));
        }
    }

    private interface Change {
        void make() throws IOException;
    }

    /** Ignores failures: the newest JDKs need no link. */
    private static boolean succeeds(Change change) {
        try {
            change.make();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Path link() {
        return OWN_TMP.resolve(socket());
    }

    private String socket() {
        return ".java_pid" + pid;
    }

    @Override
    public void close() {
        if (isHidden && Files.isSymbolicLink(link())) {
            succeeds(() -> Files.delete(link()));
        }
    }
}
