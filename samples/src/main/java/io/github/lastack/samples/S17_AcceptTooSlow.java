// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The full accept queue: a server serves a client where it should accept the next.
 *
 * <p><b>What goes wrong.</b> The one thread that accepts is busy with the first client. The kernel lets one more than
 * the backlog wait. A later client gets no answer at all and retries after one second, then two, then four.
 *
 * <p><b>What you will see.</b> An accept queue that is full, three connections in it, and handshakes that the kernel
 * has dropped; the site is {@code serve}, which accepts.
 *
 * <p><b>How to fix it.</b> Accept in a thread that does nothing else, and hand the connection on. A longer backlog
 * helps with bursts only.
 */
@NeedsKernelReadings
@Expect(
        problem = "accept-queue",
        cause = "accept-too-slow",
        blame = "io.github.lastack.samples.S17_AcceptTooSlow.serve",
        connections = 3)
public final class S17_AcceptTooSlow {
    private static final int BACKLOG = 2;

    public static void main(String[] args) throws IOException {
        // Neither is closed here: the queue would end with its listener.
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
        Inspection.untilInputEnds();
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
