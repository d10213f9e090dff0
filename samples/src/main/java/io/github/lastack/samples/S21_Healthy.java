// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * No leak: correct code must not be reported, even where it looks like a leak for a while.
 *
 * <p><b>What you will see.</b> One live connection that is idle after much use, a few in TIME_WAIT, and no finding.
 */
public final class S21_Healthy {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    public static void main(String[] args) throws IOException {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int echo = peer.listen(PeerBehavior.ECHO);
            int hasty = peer.listen(PeerBehavior.CLOSE_AFTER_RESPONSE);
            try (Socket keptAlive = new Socket(LOOPBACK, echo)) {
                for (int i = 0; i < 50; i++) {
                    ask(keptAlive);
                }
                for (int i = 0; i < 5; i++) {
                    askOnce(echo);
                    followThePeer(hasty);
                }
                beRefused(peer.listen(PeerBehavior.REFUSE));
                Inspection.untilInputEnds(); // keptAlive is idle now, and alive
            }
        }
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream().write("ping\n".getBytes(US_ASCII));
        while (socket.getInputStream().read() != '\n') {
            // the answer is one line
        }
    }

    private static void askOnce(int port) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            ask(socket);
        }
    }

    /** Closes as soon as a read shows that the peer has closed first. */
    private static void followThePeer(int port) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            ask(socket);
            while (socket.getInputStream().read() != -1) {
                // nothing more is expected
            }
        }
    }

    private static void beRefused(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port));
        } catch (ConnectException refused) {
            // expected; the socket is closed all the same
        }
    }
}
