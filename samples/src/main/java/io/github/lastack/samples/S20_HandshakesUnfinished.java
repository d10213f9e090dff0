// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * The unfinished handshakes: they are begun with a listener and never completed.
 *
 * <p><b>What goes wrong.</b> Nothing in this code. The last segment of each handshake is lost on its way here, as
 * behind a firewall that passes one direction only; in a flood of SYNs it is never sent. The kernel keeps each
 * handshake, sends its SYN-ACK again after 1, 2, 4, 8 seconds and so on, and has room for one handshake more than the
 * backlog. It drops the SYNs of all others, or answers them with a cookie if {@code tcp_syncookies} is set.
 *
 * <p><b>What you will see.</b> A queue of half-open handshakes that is full at every reading, SYN-ACKs sent again, SYNs
 * dropped; the site is {@code open}, which listens, and the advice is about the network and the kernel's settings.
 *
 * <p><b>How to fix it.</b> Find where SYN-ACKs or their answers get lost. SYN cookies let clients in meanwhile. A
 * longer backlog has room for more handshakes, and fewer {@code tcp_synack_retries} drop them sooner.
 *
 * <p>Needs a network of its own, in which it drops those segments.
 */
@NeedsOwnNetwork
@NeedsKernelReadings(2)
@Expect(
        problem = "accept-queue",
        cause = "handshakes-unfinished",
        blame = "io.github.lastack.samples.S20_HandshakesUnfinished.open",
        connections = 4)
public final class S20_HandshakesUnfinished {
    /** So short that the kernel drops no old handshake to make room: all stay for a minute. */
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
        Inspection.untilInputEnds();
    }

    private static ServerSocket open() throws IOException {
        return new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    }

    /** Accepts nothing, since a half-open connection cannot be accepted. */
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
