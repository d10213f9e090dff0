// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;

/**
 * The busy client at its limit: no port is left.
 *
 * <p><b>What goes wrong.</b> Each connection that this side closes keeps its port for a minute, and there are about
 * 28,000 of them for each remote. Here there are twenty, to save time. The next connect finds none and fails with
 * {@code Cannot assign requested address}.
 *
 * <p><b>What you will see.</b> Five connects that failed in {@code fetch}, and the holders of the ports: nineteen
 * connections in TIME_WAIT to the same remote, opened in the same place. (The twentieth port is the one that the peer
 * listens on.)
 *
 * <p><b>How to fix it.</b> Keep the connection and send the next request over it. A wider range, or tcp_tw_reuse, only
 * delays it.
 */
@NeedsNarrowPorts(first = 40_000, last = 40_019)
@Expect(
        problem = "connect-failed",
        cause = "ports-exhausted",
        blame = "io.github.lastack.samples.S16_PortsExhausted.fetch",
        connections = 5)
@Expect(
        problem = "time-wait",
        cause = "short-lived-connections",
        blame = "io.github.lastack.samples.S16_PortsExhausted.fetch",
        connections = 19)
public final class S16_PortsExhausted {
    private static final int ENOUGH = 1000;

    public static void main(String[] args) throws IOException {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = peer.listen(PeerBehavior.ECHO);
            int fetched = 0;
            int failed = 0;
            while (failed < 5 && fetched < ENOUGH) {
                try {
                    fetch(port);
                    fetched++;
                } catch (BindException | NoRouteToHostException noPortLeft) {
                    failed++;
                }
            }
            if (failed == 0) {
                System.out.println("there are too many ports here to use them up");
            }
            peer.awaitClosed(port, fetched);
            Inspection.untilInputEnds();
        }
    }

    private static void fetch(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("rates?\n".getBytes(US_ASCII));
            while (socket.getInputStream().read() != '\n') {
                // the answer is one line
            }
        }
    }
}
