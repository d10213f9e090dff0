// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.it;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A network namespace with nothing but a loopback device: its tables hold only what the test makes. */
public final class OwnNetwork {
    private static final List<List<String>> WAYS = List.of(List.of("unshare", "-n"), List.of("unshare", "-r", "-n"));
    private static final String LOOPBACK_UP = "(ip link set lo up || ifconfig lo up) 2>/dev/null";

    private final List<String> way;

    private OwnNetwork(List<String> way) {
        this.way = way;
    }

    /** Skips the test, and says why, where this system lets nobody make one. */
    public static OwnNetwork orSkip() {
        for (List<String> way : WAYS) {
            OwnNetwork network = new OwnNetwork(way);
            if (network.canBeMade()) {
                return network;
            }
        }
        Assumptions.abort("no network namespace can be made here: that takes unshare(1), ip(8) or ifconfig(8), and root"
                + " or unprivileged user namespaces");
        throw new AssertionError("not reached");
    }

    private boolean canBeMade() {
        try {
            Process process = new ProcessBuilder(command("test -w /proc/sys/net/ipv4/ip_local_port_range"))
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

    /** What to put before a program and its arguments, or {@code true} if none follows. */
    List<String> command(String setUp) {
        List<String> command = new ArrayList<>(way);
        command.addAll(List.of("sh", "-c", LOOPBACK_UP + " && " + setUp + " && exec \"${@:-true}\"", "sh"));
        return command;
    }
}
