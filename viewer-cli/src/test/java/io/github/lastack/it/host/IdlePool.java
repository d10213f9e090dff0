// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A pool of twelve connections that its server has closed: {@code IdlePool CLOSES ENDS}. Closes it {@code at-exit}, by
 * a shutdown hook, or {@code before-exit}; ends by {@code exit} or {@code return}.
 */
public final class IdlePool {
    private static final int SIZE = 12;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final List<Socket> idle = new ArrayList<>();

    private IdlePool() {}

    public static void main(String[] args) throws IOException {
        IdlePool pool = new IdlePool();
        try (ServerSocket server = new ServerSocket(0, 0, LOOPBACK)) {
            for (int i = 0; i < SIZE; i++) {
                pool.fill(server);
            }
        }
        if (args[0].equals("at-exit")) {
            Runtime.getRuntime().addShutdownHook(new Thread(pool::close));
        }
        Inspection.untilInputEnds();
        if (args[0].equals("before-exit")) {
            pool.close();
        }
        if (args[1].equals("exit")) {
            System.exit(0);
        }
    }

    private void fill(ServerSocket server) throws IOException {
        Socket socket = new Socket(LOOPBACK, server.getLocalPort());
        idle.add(socket);
        socket.getOutputStream().write(1);
        try (Socket accepted = server.accept()) {
            if (accepted.getInputStream().read() != 1) {
                throw new AssertionError("not what was sent");
            }
        }
    }

    private void close() {
        for (Socket socket : idle) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
