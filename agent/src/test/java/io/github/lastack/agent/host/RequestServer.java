// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A server that reads a request of so many bytes, answers with as many and closes: {@code RequestServer THREADS BYTES}.
 * Prints its port, and ends with stdin.
 */
public final class RequestServer {
    private RequestServer() {}

    public static void main(String[] args) throws IOException {
        int bytes = Integer.parseInt(args[1]);
        try (ServerSocket server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < Integer.parseInt(args[0]); i++) {
                Thread thread = new Thread(() -> answer(server, bytes));
                thread.setDaemon(true);
                thread.start();
            }
            System.out.println(server.getLocalPort());
            if (System.in.read() >= 0) {
                throw new AssertionError("nothing is said to this host");
            }
        }
    }

    private static void answer(ServerSocket server, int bytes) {
        byte[] buffer = new byte[bytes];
        while (!server.isClosed()) {
            try (Socket accepted = server.accept()) {
                int read = 0;
                for (int n = 0;
                        n >= 0 && read < bytes;
                        n = accepted.getInputStream().read(buffer, read, bytes - read)) {
                    read += n;
                }
                accepted.getOutputStream().write(buffer);
            } catch (IOException gone) {
                continue;
            }
        }
    }
}
