// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * No leak at all: what good code does must not be reported, however much it looks like the others at times.
 *
 * <p><b>What you will see.</b> One live connection that is idle, a few in TIME_WAIT, and no finding.
 */
public final class S07_Healthy {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    public static void main(String[] args) throws IOException {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int echo = peer.listen(PeerManner.ECHO);
            try (Socket keptAlive = new Socket(LOOPBACK, echo)) {
                for (int i = 0; i < 50; i++) {
                    ask(keptAlive);
                }
                for (int i = 0; i < 3; i++) {
                    askOnce(echo);
                }
                halfClose(echo);
                answerHalfClose(peer.listen(PeerManner.HALF_CLOSE_AFTER_RESPONSE));
                followThePeer(peer.listen(PeerManner.CLOSE_AFTER_RESPONSE));
                followTheClients(peer);
                beRefused(peer.listen(PeerManner.REFUSE));
                StandStill.untilInputEnds(); // keptAlive is idle now, and alive
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

    /** This side says all that it has to say, and waits for the peer to do the same: FIN_WAIT_2, TIME_WAIT. */
    private static void halfClose(int port) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            socket.getOutputStream().write("and that is all\n".getBytes(US_ASCII));
            socket.shutdownOutput();
            readToEnd(socket);
        }
    }

    /** The peer has said all; this side still answers, then closes: CLOSE_WAIT, but not for long. */
    private static void answerHalfClose(int port) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            ask(socket);
            readToEnd(socket);
            socket.getOutputStream().write("thanks\n".getBytes(US_ASCII));
        }
    }

    private static void followThePeer(int port) throws IOException {
        for (int i = 0; i < 5; i++) {
            try (Socket socket = new Socket(LOOPBACK, port)) {
                ask(socket);
                readToEnd(socket);
            }
        }
    }

    private static void followTheClients(LoopbackPeer peer) throws IOException {
        try (ServerSocket door = new ServerSocket(0, 50, LOOPBACK)) {
            peer.connect(door.getLocalPort(), 1, "");
            try (Socket client = door.accept()) {
                peer.leave(door.getLocalPort());
                readToEnd(client);
            }
        }
    }

    private static void beRefused(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port));
        } catch (ConnectException refused) {
            // as it should be; the socket is closed all the same
        }
    }

    private static void readToEnd(Socket socket) throws IOException {
        while (socket.getInputStream().read() != -1) {
            // whatever it is
        }
    }
}
