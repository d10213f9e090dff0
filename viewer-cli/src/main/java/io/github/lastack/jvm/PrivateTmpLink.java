// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Leads the JDK's attach to a JVM with a {@code /tmp} of its own, as systemd gives to services.
 *
 * <p>As long as both have the same process ids, many a JDK looks for the JVM's socket in our {@code /tmp} (JDK-8327114), and
 * puts the sign of an attach there, too, where it cannot be put into the folder that the JVM runs in. It finds no socket and
 * sends SIGQUIT for ten seconds; a JVM that sees no sign, or listens already, answers each with a thread dump.
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
     * Before each question to the JVM: another lastack takes the link away when it is done. A socket there is what an earlier
     * process of that number has left; a JVM would remove it at its start.
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

    /** If not, the JDK may find its way without: the newest do. */
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
