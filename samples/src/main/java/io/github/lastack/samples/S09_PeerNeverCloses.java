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
 * The endless wait: this side has shut down its output and waits for a peer that never closes.
 *
 * <p><b>What leaks.</b> After {@code shutdownOutput} the connection is half closed, and stays so without a limit. The
 * kernel gives up after a minute if the descriptor is closed, and never if it is open.
 *
 * <p><b>What you will see.</b> Five connections in FIN_WAIT_2; the site is {@code send}, where the output was shut
 * down.
 *
 * <p><b>How to fix it.</b> Wait for the peer's end of stream with a timeout ({@code setSoTimeout}), then close.
 */
@Expect(
        problem = "fin-wait-2",
        cause = "peer-never-closes",
        blame = "io.github.lastack.samples.S09_PeerNeverCloses.send",
        connections = 5)
public final class S09_PeerNeverCloses {
    private static final List<Socket> SENT = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        // Not closed here: the end of the peer would close the connections.
        LoopbackPeer peer = LoopbackPeer.start();
        int port = peer.listen(PeerBehavior.NEVER_CLOSE);
        for (int i = 0; i < 5; i++) {
            send(connect(port));
        }
        Inspection.untilInputEnds();
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        SENT.add(socket);
        return socket;
    }

    private static void send(Socket socket) throws IOException {
        socket.getOutputStream().write("report\n".getBytes(US_ASCII));
        socket.shutdownOutput();
        // missing: a close, at the latest after some time without the peer's
    }
}
