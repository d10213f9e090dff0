// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Listens with a backlog of so many, says on which port, and answers each client's line with a line; ends with stdin.
 */
public final class Gate {
    private Gate() {}

    public static void main(String[] args) throws IOException {
        try (ServerSocket door = listen(Integer.parseInt(args[0]))) {
            Thread accepting = new Thread(() -> accept(door), "accepting");
            accepting.setDaemon(true);
            accepting.start();
            System.out.println("port " + door.getLocalPort());
            System.out.println("ready");
            while (System.in.read() >= 0) {}
        }
    }

    private static ServerSocket listen(int backlog) throws IOException {
        return new ServerSocket(0, backlog, InetAddress.getLoopbackAddress());
    }

    private static void accept(ServerSocket door) {
        try {
            while (true) {
                Socket visitor = door.accept();
                Thread answering = new Thread(() -> answer(visitor));
                answering.setDaemon(true);
                answering.start();
            }
        } catch (IOException closed) {
            // the door is shut
        }
    }

    private static void answer(Socket visitor) {
        try (Socket closing = visitor) {
            int c = closing.getInputStream().read();
            while (c >= 0) {
                closing.getOutputStream().write(c);
                c = closing.getInputStream().read();
            }
        } catch (IOException gone) {
            // so is the visitor
        }
    }
}
