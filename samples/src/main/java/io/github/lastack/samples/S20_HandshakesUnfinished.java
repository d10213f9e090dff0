// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * The hand that nobody shakes: handshakes are begun with a listener and never finished.
 *
 * <p><b>What goes wrong.</b> Nothing in this code. The last segment of each handshake is lost on its way here, as in a
 * firewall that knows one direction only; in a flood of SYNs there never was one. The kernel keeps what has begun, sends its
 * SYN-ACK again after 1, 2, 4, 8 seconds and so on, and has room for as many handshakes as the backlog says, and one. The
 * SYNs of all others it drops, or with {@code tcp_syncookies} answers with a cookie.
 *
 * <p><b>What you will see.</b> A queue of half-open handshakes that is full at every reading, SYN-ACKs sent again, SYNs
 * dropped; the site is {@code open}, which listens, and the advice is about the network and the kernel's settings.
 *
 * <p><b>How to fix it.</b> Find where SYN-ACKs or their answers get lost. SYN cookies keep the door open meanwhile; a longer
 * backlog has room for more handshakes, and with fewer {@code tcp_synack_retries} they are forgotten sooner.
 *
 * <p>Needs a network of its own, which it has lose those segments.
 */
@InOwnNetwork
@UntilCounted(2)
@Expect(
        problem = "accept-queue",
        cause = "handshakes-unfinished",
        blame = "io.github.lastack.samples.S20_HandshakesUnfinished.open",
        connections = 4)
public final class S20_HandshakesUnfinished {
    /** With as few the kernel gives no old handshake up for want of room: they stay for a minute. */
    private static final int BACKLOG = 3;

    public static void main(String[] args) throws IOException {
        OwnNetwork network = OwnNetwork.orExplain(
                S20_HandshakesUnfinished.class,
                "Shows a listener with four handshakes whose last segment is lost, and with no room for a fifth.");
        if (network == null) {
            return;
        }
        LoopbackPeer peer = LoopbackPeer.start();
        ServerSocket door = open();
        Thread accepting = new Thread(() -> accept(door), "accepting");
        accepting.setDaemon(true);
        accepting.start();
        int port = door.getLocalPort();
        network.set("tcp_syncookies", 0);
        network.loses("tcp dport " + port + " tcp flags & (fin | syn | rst | psh | ack) == ack");
        peer.connect(port, BACKLOG + 1, ""); // for the peer they are connected
        peer.knock(port, 2);
        StandStill.untilInputEnds();
    }

    private static ServerSocket open() throws IOException {
        return new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    }

    /** Waits in vain: what is half-open cannot be accepted. */
    private static void accept(ServerSocket door) {
        try {
            while (true) {
                door.accept().close();
            }
        } catch (IOException closed) {
            // at the end
        }
    }
}
