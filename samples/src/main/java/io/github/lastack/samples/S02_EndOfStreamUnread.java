// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The silent leak: the peer closes while nobody here is reading.
 *
 * <p><b>What leaks.</b> A pool of idle connections. The server's idle timeout is shorter than the pool's, so the server
 * closes them all; no Java call returns -1 since no Java call is made. The pool would notice at the next use, which may
 * never come.
 *
 * <p><b>What you will see.</b> Five connections in CLOSE_WAIT that the application still believes to be good. Only the
 * kernel knows; the site is {@code open}, where the pool made them.
 *
 * <p><b>How to fix it.</b> Give the pool a time to live below the server's idle timeout, and let it evict idle
 * connections in the background.
 */
@Expect(
        problem = "close-wait",
        cause = "end-of-stream-unread",
        blame = "io.github.lastack.samples.S02_EndOfStreamUnread.open",
        connections = 5)
public final class S02_EndOfStreamUnread {
    private static final Deque<Socket> IDLE = new ArrayDeque<>();

    public static void main(String[] args) throws IOException {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = peer.listen(PeerBehavior.ECHO);
            for (int i = 0; i < 5; i++) {
                IDLE.add(open(port));
            }
            peer.closeVisitors(port, 5);
            Inspection.untilInputEnds();
        }
    }

    /** Connects and logs in, as pools do to know that a connection works. */
    private static Socket open(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write("login\n".getBytes(US_ASCII));
        while (socket.getInputStream().read() != '\n') {
            // the answer is one line
        }
        return socket;
    }
}
