// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks each question over a connection of its own, and keeps all of them: {@code UsedOnce PORT}, of a server that
 * answers lines and never closes. One connection more is used all the time. Prints {@code ready} when there are forty,
 * and goes on until stdin ends.
 */
public final class UsedOnce {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final List<Socket> KEPT = new ArrayList<>();
    private static final int MANY = 40;
    private static final long BETWEEN_MILLIS = 200;

    private UsedOnce() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        Thread asking = new Thread(() -> askForEver(port));
        asking.setDaemon(true);
        asking.start();
        if (System.in.read() >= 0) {
            throw new AssertionError(KEPT);
        }
        System.exit(0); // while more are asked
    }

    private static void askForEver(int port) {
        try (Socket busy = new Socket(LOOPBACK, port)) {
            while (true) {
                use(busy);
                ask(port);
                if (KEPT.size() == MANY) {
                    System.out.println("ready");
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void ask(int port) throws IOException {
        Socket socket = new Socket(LOOPBACK, port);
        KEPT.add(socket);
        use(socket);
    }

    private static void use(Socket socket) throws IOException {
        socket.getOutputStream().write("anything new?\n".getBytes());
        while (socket.getInputStream().read() != '\n') {
            // the answer is one line
        }
    }
}
