// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * The forgotten body: the code reads the status of an answer and leaves the rest unread.
 *
 * <p><b>What leaks.</b> As long as data waits unread, a pool cannot give the connection to the next request, and the
 * peer may be stuck in its write. Neither side closes, so the state shows nothing: all are ESTABLISHED.
 *
 * <p><b>What you will see.</b> Five live connections in which received data has waited for long; the site is
 * {@code ask}.
 *
 * <p><b>How to fix it.</b> Read every answer to its end, or close it.
 */
@Expect(
        problem = "stalled",
        cause = "unread-data",
        blame = "io.github.lastack.samples.S14_UnreadData.ask",
        connections = 5)
public final class S14_UnreadData {
    private static final List<Socket> BUSY = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        // Not closed here: the end of the peer would close the connections.
        LoopbackPeer peer = LoopbackPeer.start();
        int port = peer.listen(PeerBehavior.ECHO);
        for (int i = 0; i < 5; i++) {
            BUSY.add(ask(port));
        }
        Inspection.untilInputEnds();
    }

    private static Socket ask(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write("200 OK\nthe body\n".getBytes(US_ASCII));
        while (socket.getInputStream().read() != '\n') {
            // the status is one line
        }
        // missing: the second line, the body
        return socket;
    }
}
