// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds twelve connections that the peer has closed, prints {@code waiting} and waits for a line. Then it reads the end
 * of eight more, and writes to six of those, which the peer answers with a reset; closes none, prints {@code ready} and
 * ends with stdin.
 */
public final class StuckStates {
    private static final int FOUND = 12;
    private static final int READ = 8;
    private static final int RESET = 6;
    private static final List<Socket> KEPT = new ArrayList<>();

    private StuckStates() {}

    public static void main(String[] args) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < FOUND; i++) {
                connect(listener);
            }
            Cue.await("waiting");
            for (int i = 0; i < READ; i++) {
                Socket socket = connect(listener);
                readToEnd(socket);
                if (i < RESET) {
                    socket.getOutputStream().write(1);
                }
            }
            System.out.println("ready");
            if (System.in.read() >= 0) {
                throw new AssertionError(KEPT);
            }
        }
    }

    /** A connection that the other end has closed. */
    private static Socket connect(ServerSocket listener) throws IOException {
        Socket socket = new Socket(listener.getInetAddress(), listener.getLocalPort());
        KEPT.add(socket);
        listener.accept().close();
        return socket;
    }

    private static void readToEnd(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            continue;
        }
    }
}
