// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * No leak either: closing one direction first, as TCP allows, and closing in answer to the peer.
 *
 * <p><b>What you will see.</b> Connections that pass FIN_WAIT_2 or CLOSE_WAIT, none that stays there, and no finding.
 */
public final class S22_HealthyHalfClose {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    public static void main(String[] args) throws IOException {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            halfClose(peer.listen(PeerBehavior.ECHO));
            answerHalfClose(peer.listen(PeerBehavior.HALF_CLOSE_AFTER_RESPONSE));
            try (ServerSocket door = new ServerSocket(0, 50, LOOPBACK)) {
                peer.connect(door.getLocalPort(), 1, "");
                followTheClient(door, peer);
            }
            Inspection.untilInputEnds();
        }
    }

    /** Shuts down the output and waits for the peer to close: FIN_WAIT_2, TIME_WAIT. */
    private static void halfClose(int port) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            socket.getOutputStream().write("and that is all\n".getBytes(US_ASCII));
            socket.shutdownOutput();
            readToEnd(socket);
        }
    }

    /** Answers a peer that has shut down its output, then closes: CLOSE_WAIT for a short time. */
    private static void answerHalfClose(int port) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            OutputStream out = socket.getOutputStream();
            out.write("anything else?\n".getBytes(US_ASCII));
            readToEnd(socket);
            out.write("thanks\n".getBytes(US_ASCII));
        }
    }

    private static void followTheClient(ServerSocket door, LoopbackPeer peer) throws IOException {
        try (Socket client = door.accept()) {
            peer.leave(door.getLocalPort());
            readToEnd(client);
        }
    }

    private static void readToEnd(Socket socket) throws IOException {
        while (socket.getInputStream().read() != -1) {
            // ignored
        }
    }
}
