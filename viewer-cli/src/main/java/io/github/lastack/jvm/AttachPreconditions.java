// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.jvm;

import io.github.lastack.facts.source.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks whether a process can be attached to, before anything is sent to it. An attach begins with SIGQUIT, which
 * ends a process that does not handle it and makes others write dumps.
 */
final class AttachPreconditions {
    private static final String NO_ATTACH = "-XX:+DisableAttachMechanism";

    private AttachPreconditions() {}

    /** @throws InputException if the process cannot be attached to; the message says why in one line */
    static void check(long pid) throws InputException {
        if (!ProcFiles.exists(pid)) {
            throw new InputException("there is no process " + pid + "; 'lastack attach' lists the JVMs");
        }
        if (pid == ProcessHandle.current().pid()) {
            throw new InputException("process " + pid + " is lastack itself");
        }
        if (!ProcFiles.AVAILABLE) {
            return;
        }
        if (ProcFiles.isZombie(pid)) {
            throw new InputException("process " + pid + " has ended");
        }
        if (ProcFiles.hasNoProgram(pid)) {
            throw new InputException(named(pid) + " is not a JVM; 'lastack attach' lists the JVMs");
        }
        if (!ProcFiles.canInspect(pid)) {
            String denied = accessDenied(ProcFiles.user(pid), System.getProperty("user.name"));
            if (!ProcFiles.looksLikeJvm(pid)) {
                throw new InputException(named(pid) + " is not a JVM, judging by its name; it " + denied);
            }
            throw new InputException("process " + pid + " " + denied);
        }
        if (ProcFiles.hasMapped(pid, "libj9vm")) {
            throw new InputException("process " + pid
                    + " is an OpenJ9 JVM, which has no Flight Recorder like HotSpot's; the agent needs HotSpot");
        }
        if (!ProcFiles.hasMapped(pid, "libjvm.so")) {
            throw new InputException(named(pid) + " is not a JVM; 'lastack attach' lists the JVMs");
        }
        if (ProcFiles.isStopped(pid)) {
            throw new InputException("process " + pid + " is stopped and cannot answer; 'kill -CONT " + pid
                    + "' resumes it, unless a debugger holds it");
        }
        checkWillListen(pid);
    }

    private static String named(long pid) {
        String name = ProcFiles.name(pid);
        return "process " + pid + (name.isEmpty() ? "" : " (" + name + ")");
    }

    /** Returns why the process cannot be inspected, and what to do. */
    static String accessDenied(String owner, String user) {
        return owner.equals(user)
                ? "cannot be inspected by its own user " + owner + ": a container or a security module forbids it;"
                        + " run lastack inside the container, or with CAP_SYS_PTRACE"
                : "belongs to " + owner + ", but lastack runs as " + user + ": run it as that user, or as root";
    }

    private static void checkWillListen(long pid) throws InputException {
        List<String> arguments = ProcessHandle.of(pid).map(ProcFiles::arguments).orElse(List.of());
        if (arguments.contains(NO_ATTACH)) {
            throw new InputException("process " + pid + " runs with " + NO_ATTACH
                    + ": start it with -javaagent:lastack-agent.jar instead");
        }
        // With -Xrs a JVM listens from its start.
        if (!ProcFiles.catchesQuit(pid) && !listensAlready(pid)) {
            throw new InputException("process " + pid
                    + " is still starting: SIGQUIT, with which an attach begins, would end it; try again");
        }
        if (!Files.isWritable(tmp(pid)) && !listensAlready(pid)) {
            throw new InputException("process " + pid
                    + " cannot be attached to while its /tmp is not writable: make it writable, or start it"
                    + " with -javaagent:lastack-agent.jar instead");
        }
    }

    private static boolean listensAlready(long pid) {
        return Files.exists(tmp(pid).resolve(".java_pid" + ProcFiles.ownPid(pid)));
    }

    private static Path tmp(long pid) {
        return Path.of(ProcFiles.root(pid) + "/tmp");
    }
}
