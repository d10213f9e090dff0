// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The blocked port: a server cannot start again, since its last connections are still in TIME_WAIT.
 *
 * <p><b>What goes wrong.</b> The server closes first, so its own port stays in TIME_WAIT and cannot be bound for a
 * minute. Java sets SO_REUSEADDR, which allows it, by default on Linux; here it is switched off.
 *
 * <p><b>What you will see.</b> Three binds that failed in {@code open}, and three connections in TIME_WAIT that hold
 * the port.
 *
 * <p><b>How to fix it.</b> {@code setReuseAddress(true)} before bind, in the first run of the server too: the kernel
 * checks the flag of both.
 */
@Expect(
        problem = "bind-failed",
        cause = "address-in-use",
        blame = "io.github.lastack.samples.S15_PortInTimeWait.open",
        connections = 3)
public final class S15_PortInTimeWait {
    public static void main(String[] args) throws Exception {
        try (LoopbackPeer peer = LoopbackPeer.start()) {
            int port = firstLife(peer);
            for (int i = 0; i < 3; i++) {
                try {
                    open(port).close();
                } catch (BindException inUse) {
                    // tries again
                }
            }
            Inspection.untilInputEnds();
        }
    }

    private static ServerSocket open(int port) throws IOException {
        ServerSocket door = new ServerSocket();
        try {
            door.setReuseAddress(false);
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            door.close();
            throw e;
        }
        return door;
    }

    private static int firstLife(LoopbackPeer peer) throws Exception {
        try (ServerSocket door = open(0)) {
            Thread server = new Thread(() -> serve(door, 3), "server");
            server.start();
            peer.visit(door.getLocalPort(), 3);
            server.join();
            return door.getLocalPort();
        }
    }

    private static void serve(ServerSocket door, int visitors) {
        try {
            for (int i = 0; i < visitors; i++) {
                try (Socket visitor = door.accept()) {
                    while (visitor.getInputStream().read() != '\n') {
                        // the question is one line
                    }
                    visitor.getOutputStream().write("we close\n".getBytes(US_ASCII));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
