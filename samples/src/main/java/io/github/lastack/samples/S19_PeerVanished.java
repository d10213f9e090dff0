// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * The silent loss: the peer's machine has lost its power, and no segment says so.
 *
 * <p><b>What goes wrong.</b> A peer that crashes sends a reset, one that is shut down a FIN. One whose machine, cable
 * or firewall is gone sends nothing: the kernel retransmits the data after 0.2, 0.4, 0.8 seconds and so on, gives up
 * after a quarter of an hour, and shows the connection as ESTABLISHED until then. This code has a read timeout, which
 * is half of the solution: when it passes, the code takes the next connection and keeps the old one.
 *
 * <p><b>What you will see.</b> Four connections on which the kernel has retransmitted several times without an answer,
 * and when it will give up; the site is {@code ask}.
 *
 * <p><b>How to fix it.</b> Close the connection when the timeout passes: a late answer would be taken for that of the
 * next request.
 *
 * <p>Needs a network of its own, in which it drops everything sent to the peer.
 */
@NeedsOwnNetwork
@Expect(
        problem = "stalled",
        cause = "peer-vanished",
        blame = "io.github.lastack.samples.S19_PeerVanished.ask",
        connections = 4)
public final class S19_PeerVanished {
    private static final List<Socket> LINES = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        OwnNetwork network = OwnNetwork.orExplain(
                S19_PeerVanished.class, "Shows four connections whose peer has vanished without a word.");
        if (network == null) {
            return;
        }
        // Not closed here: the end of the peer would close the connections.
        LoopbackPeer peer = LoopbackPeer.start();
        int port = peer.listen(PeerBehavior.ECHO);
        for (int i = 0; i < 4; i++) {
            LINES.add(new Socket(InetAddress.getLoopbackAddress(), port));
            ask(LINES.get(i));
            answer(LINES.get(i));
        }
        network.loses("tcp dport " + port, "tcp sport " + port);
        for (Socket line : LINES) {
            ask(line);
        }
        for (Socket line : LINES) {
            if (!answer(line).isEmpty()) {
                throw new IOException("the peer is still there");
            }
            // missing: line.close()
        }
        Inspection.untilInputEnds();
    }

    private static void ask(Socket line) throws IOException {
        line.getOutputStream().write("are you there?\n".getBytes(US_ASCII));
    }

    /** Reads a line; empty if none comes within a second. */
    private static String answer(Socket line) throws IOException {
        line.setSoTimeout(1_000);
        StringBuilder answer = new StringBuilder();
        try {
            for (int c = line.getInputStream().read();
                    c != '\n' && c != -1;
                    c = line.getInputStream().read()) {
                answer.append((char) c);
            }
        } catch (SocketTimeoutException silence) {
            return "";
        }
        return answer.toString();
    }
}
