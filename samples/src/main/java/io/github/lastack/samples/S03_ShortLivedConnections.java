// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * The busy client: each connection is correct, but there are too many.
 *
 * <p><b>What leaks.</b> Nothing is left open, but each connection that this side closes first stays in TIME_WAIT for
 * a minute and keeps its local port. At 500 a second the ports to this one server run out.
 *
 * <p><b>What you will see.</b> Sixty connections in TIME_WAIT to the same remote, opened and closed in {@code fetch}.
 *
 * <p><b>How to fix it.</b> Keep the connection and send the next request over it.
 */
@Expect(
        problem = "time-wait",
        cause = "short-lived-connections",
        blame = "io.github.lastack.samples.S03_ShortLivedConnections.fetch",
        connections = 60)
public final class S03_ShortLivedConnections {
    public static void main(String[] args) throws IOException {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = peer.listen(PeerBehavior.ECHO);
            for (int i = 0; i < 60; i++) {
                fetch(port);
            }
            peer.awaitClosed(port, 60);
            Inspection.untilInputEnds();
        }
    }

    private static void fetch(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("article?\n".getBytes(US_ASCII));
            while (socket.getInputStream().read() != '\n') {
                // the answer is one line
            }
        }
    }
}
