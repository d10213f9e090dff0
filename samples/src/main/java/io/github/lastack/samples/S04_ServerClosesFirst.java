// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The hasty server: it answers and closes first.
 *
 * <p><b>What leaks.</b> The side that sends the first FIN keeps the TIME_WAIT. Here it is the server, once for each
 * request: a minute of kernel memory each, and a restart of the server may fail to bind its port.
 *
 * <p><b>What you will see.</b> Sixty connections in TIME_WAIT on the server's port; the site is {@code answer}, where
 * they are closed.
 *
 * <p><b>How to fix it.</b> Leave closing to the client: answer, then read on until end of stream (with a timeout), or
 * agree on keep-alive.
 */
@Expect(
        problem = "time-wait",
        cause = "server-closes-first",
        blame = "io.github.lastack.samples.S04_ServerClosesFirst.answer",
        connections = 60)
public final class S04_ServerClosesFirst {
    public static void main(String[] args) throws Exception {
        try (LoopbackPeer peer = LoopbackPeer.start();
                ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> serve(door, 60), "server");
            server.start();
            peer.visit(door.getLocalPort(), 60);
            server.join();
            Inspection.untilInputEnds();
        }
    }

    private static void serve(ServerSocket door, int visitors) {
        try {
            for (int i = 0; i < visitors; i++) {
                answer(door.accept());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(Socket visitor) throws IOException {
        while (visitor.getInputStream().read() != '\n') {
            // the question is one line
        }
        visitor.getOutputStream().write("nothing new\n".getBytes(US_ASCII));
        visitor.close();
    }
}
