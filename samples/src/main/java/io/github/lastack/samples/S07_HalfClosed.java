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
 * The half-closed leak: the code shuts down its input and takes that for a close.
 *
 * <p><b>What leaks.</b> {@code shutdownInput} sends nothing, {@code shutdownOutput} sends a FIN, and both keep the
 * descriptor. Only {@code close} frees it. After {@code shutdownInput} no read can show the peer's close.
 *
 * <p><b>What you will see.</b> Five connections in CLOSE_WAIT; the site is {@code ask}, where they were shut down.
 *
 * <p><b>How to fix it.</b> {@code close}, which shuts down both directions.
 */
@Expect(
        problem = "close-wait",
        cause = "half-closed",
        blame = "io.github.lastack.samples.S07_HalfClosed.ask",
        connections = 5)
public final class S07_HalfClosed {
    private static final List<Socket> ASKED = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = peer.listen(PeerBehavior.CLOSE_AFTER_RESPONSE);
            for (int i = 0; i < 5; i++) {
                ask(connect(port));
            }
            peer.awaitClosed(port, 5);
            Inspection.untilInputEnds();
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        ASKED.add(socket);
        return socket;
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream().write("price?\n".getBytes(US_ASCII));
        while (socket.getInputStream().read() != '\n') {
            // the answer is one line
        }
        socket.shutdownInput(); // instead of: socket.close()
    }
}
