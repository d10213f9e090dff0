// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A mount namespace: what is mounted in it, nobody else sees, and it goes with its last process. */
public final class OwnFiles {
    private static final List<List<String>> WAYS = List.of(List.of("unshare", "-m"), List.of("unshare", "-r", "-m"));

    private final List<String> way;

    private OwnFiles(List<String> way) {
        this.way = way;
    }

    /** Skips the test, and says why, where this system lets nobody make one. */
    public static OwnFiles orSkip() {
        for (List<String> way : WAYS) {
            OwnFiles files = new OwnFiles(way);
            if (files.canBeMade()) {
                return files;
            }
        }
        Assumptions.abort("no mount namespace can be made here: that takes unshare(1) and mount(8), and root or"
                + " unprivileged user namespaces");
        throw new AssertionError("not reached");
    }

    private boolean canBeMade() {
        try {
            Process process = new ProcessBuilder(command("mount -t tmpfs -o size=64k tmpfs /mnt"))
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What to put before a program and its arguments, or {@code true} if none follows; {@code $$} is its process id. */
    public List<String> command(String setUp) {
        List<String> command = new ArrayList<>(way);
        command.addAll(List.of("sh", "-c", setUp + " && exec \"${@:-true}\"", "sh"));
        return command;
    }
}
