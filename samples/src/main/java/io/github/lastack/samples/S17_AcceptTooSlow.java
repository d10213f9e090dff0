// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The queue at the door: a server that serves where it should accept.
 *
 * <p><b>What goes wrong.</b> The one thread that accepts is busy with the first visitor. The kernel lets as many more wait as
 * the backlog says, and one; whoever comes then gets no answer at all and tries again, after a second, then two, then
 * four.
 *
 * <p><b>What you will see.</b> An accept queue that is full, three connections in it, and handshakes that the kernel has
 * dropped; the site is {@code serve}, which accepts.
 *
 * <p><b>How to fix it.</b> Accept in a thread that does nothing else, and hand the connection on. A longer backlog helps
 * with bursts only.
 */
@UntilCounted
@Expect(
        problem = "accept-queue",
        cause = "accept-too-slow",
        blame = "io.github.lastack.samples.S17_AcceptTooSlow.serve",
        connections = 3)
public final class S17_AcceptTooSlow {
    private static final int BACKLOG = 2;

    public static void main(String[] args) throws IOException {
        // Both end with this JVM, and not before: with the door its queue would go.
        LoopbackPeer peer = LoopbackPeer.start();
        ServerSocket door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread server = new Thread(() -> serve(door), "server");
        server.setDaemon(true);
        server.start();
        int port = door.getLocalPort();
        peer.connect(port, 1, "I have time\n");
        peer.hear(port);
        peer.connect(port, BACKLOG + 1, "");
        peer.knock(port, 3);
        StandStill.untilInputEnds();
    }

    private static void serve(ServerSocket door) {
        try {
            while (true) {
                chat(door.accept());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void chat(Socket visitor) throws IOException {
        for (int c = visitor.getInputStream().read();
                c != -1;
                c = visitor.getInputStream().read()) {
            visitor.getOutputStream().write(c);
        }
        visitor.close();
    }
}
