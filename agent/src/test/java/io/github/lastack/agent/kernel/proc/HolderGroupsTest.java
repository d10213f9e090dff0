// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.lastack.events.KernelEvents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HolderGroupsTest {
    private static final int LOWEST = 40_000;
    private static final int HIGHEST = 40_099;
    private static final InetSocketAddress ASKED = new InetSocketAddress("10.0.0.7", 443);

    private final StringBuilder table = new StringBuilder();

    @Test
    void holders_ofPortAlike_areOneGroup() throws IOException {
        row("10.0.0.2", 8080, "0.0.0.0", 0, "0A", 11);
        for (int port = 50_000; port < 50_030; port++) {
            row("10.0.0.2", 8080, "10.0.0.9", port, "06", 0);
        }
        row("10.0.0.2", 8080, "10.0.0.10", 50_000, "06", 0);
        row("10.0.0.2", 8081, "10.0.0.9", 50_000, "06", 0);

        assertThat(holders(new HolderGroups(Collections.singletonMap(8080, null), LOWEST, HIGHEST)))
                .containsExactly(
                        "8080 10.0.0.2 LISTEN 1 :0 0 false",
                        "8080 10.0.0.2 TIME_WAIT 30 10.0.0.9:0 0 false",
                        "8080 10.0.0.2 TIME_WAIT 1 10.0.0.10:50000 0 false");
    }

    @Test
    void holders_ofThisProcess_areNamed() throws IOException {
        row("10.0.0.2", 8080, "0.0.0.0", 0, "0A", 11);
        row("10.0.0.2", 8080, "10.0.0.9", 50_000, "01", 12);
        row("10.0.0.2", 8080, "10.0.0.9", 50_001, "01", 13);
        row("10.0.0.2", 8080, "10.0.0.9", 50_002, "06", 0); // of the same number as one that was here
        HolderGroups groups = new HolderGroups(Collections.singletonMap(8080, null), LOWEST, HIGHEST);
        groups.ourListener(5, 11);
        groups.ourConnection(6, 8080, new InetSocketAddress("10.0.0.9", 50_000));
        groups.ourConnection(7, 8080, new InetSocketAddress("10.0.0.9", 50_002));

        assertThat(holders(groups))
                .containsExactly(
                        "8080 10.0.0.2 LISTEN 1 :0 5 true",
                        "8080 10.0.0.2 ESTABLISHED 1 10.0.0.9:50000 6 true",
                        "8080 10.0.0.2 ESTABLISHED 1 10.0.0.9:50001 0 false",
                        "8080 10.0.0.2 TIME_WAIT 1 10.0.0.9:50002 0 false");
    }

    /** A holder of a port outside the ephemeral range, and a listener, take no port from a connect. */
    @Test
    void holders_noPortLeft_beginWithTheRemoteAndJoinSmallOnes() throws IOException {
        row("10.0.0.2", LOWEST, "0.0.0.0", 0, "0A", 11);
        row("10.0.0.2", LOWEST - 1, "10.0.0.7", 443, "01", 12);
        row("10.0.0.2", LOWEST, "10.0.0.7", 443, "06", 0);
        row("10.0.0.2", HIGHEST, "10.0.0.8", 443, "06", 0);
        row("10.0.0.2", HIGHEST - 1, "10.0.0.8", 443, "06", 0);
        for (int i = 0; i < 50; i++) {
            row("10.0.0.2", LOWEST + i, "10.0.1." + i, 80, "01", 100 + i);
        }

        List<String> holders = holders(new HolderGroups(Collections.singletonMap(0, ASKED), LOWEST, HIGHEST));
        assertThat(holders).hasSize(17);
        assertThat(holders.subList(0, 2))
                .containsExactly(
                        "0 10.0.0.2 TIME_WAIT 1 10.0.0.7:443 0 false", "0 10.0.0.2 TIME_WAIT 2 10.0.0.8:443 0 false");
        assertThat(holders.get(16)).isEqualTo("0 10.0.0.2 ESTABLISHED 36 :0 0 false");
    }

    private List<String> holders(HolderGroups groups) throws IOException {
        return groups.readFrom(new ByteArrayInputStream(table.toString().getBytes(StandardCharsets.US_ASCII))).stream()
                .map(HolderGroupsTest::text)
                .toList();
    }

    private static String text(KernelEvents.Holder holder) {
        return holder.localPort + " " + holder.localAddress + " " + holder.state + " " + holder.count + " "
                + holder.address + ":" + holder.port + " " + holder.connectionId + " " + holder.thisProcess;
    }

    private void row(String local, int localPort, String remote, int remotePort, String state, int inode) {
        table.append(String.format(
                "   0: %s:%04X %s:%04X %s 00000000:00000000 00:00000000 00000000     0        0 %d 1%n",
                hex(local), localPort, hex(remote), remotePort, state, inode));
    }

    private static String hex(String address) {
        StringBuilder hex = new StringBuilder();
        for (String part : address.split("\\.")) {
            hex.insert(0, String.format("%02X", Integer.parseInt(part)));
        }
        return hex.toString();
    }
}
