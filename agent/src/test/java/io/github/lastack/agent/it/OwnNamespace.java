// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A namespace that only the test's own processes see, and that ends with the last of them. */
public final class OwnNamespace {
    private final List<String> way;
    private final String begin;

    private OwnNamespace(List<String> way, String begin) {
        this.way = way;
        this.begin = begin;
    }

    /**
     * Makes a network with nothing but a loopback device: its tables contain only what the test makes. Skips the test
     * with the reason where this system does not allow it.
     */
    public static OwnNamespace networkOrSkip() {
        return orSkip(
                "-n",
                "(ip link set lo up || ifconfig lo up) 2>/dev/null && ",
                "test -w /proc/sys/net/ipv4/ip_local_port_range",
                "network namespace can be made here: that takes unshare(1), ip(8) or ifconfig(8)");
    }

    /** Makes mounts of its own, or skips the test likewise. */
    public static OwnNamespace mountsOrSkip() {
        return orSkip(
                "-m",
                "",
                "mount -t tmpfs -o size=64k tmpfs /mnt",
                "mount namespace can be made here: that takes unshare(1) and mount(8)");
    }

    private static OwnNamespace orSkip(String kind, String begin, String trial, String wanted) {
        for (List<String> way : List.of(List.of("unshare", kind), List.of("unshare", "-r", kind))) {
            OwnNamespace namespace = new OwnNamespace(way, begin);
            if (namespace.canBeMade(trial)) {
                return namespace;
            }
        }
        Assumptions.abort("no " + wanted + ", and root or unprivileged user namespaces");
        throw new AssertionError("not reached");
    }

    private boolean canBeMade(String trial) {
        try {
            Process process =
                    new ProcessBuilder(command(trial)).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException notInstalled) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Returns the command that runs a program there, which follows it.
     *
     * @param setUp a shell command to run before, or {@code true} for none; {@code $$} is its process id
     */
    List<String> command(String setUp) {
        List<String> command = new ArrayList<>(way);
        command.addAll(List.of("sh", "-c", begin + setUp + " && exec \"${@:-true}\"", "sh"));
        return command;
    }
}
