// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Connects, prints {@code ready}, waits for a line on stdin, reads the end of that connection and has one more; prints
 * {@code done} and ends with stdin.
 */
public final class TwoBatches {
    private TwoBatches() {}

    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
                Socket early = connect(server)) {
            Socket earlyPeer = server.accept();
            System.out.println("ready");
            in.readLine();
            earlyPeer.close();
            read(early);
            try (Socket late = connect(server)) {
                server.accept().close();
                read(late);
            }
            System.out.println("done");
            in.readLine();
        }
    }

    private static Socket connect(ServerSocket server) throws IOException {
        return new Socket(server.getInetAddress(), server.getLocalPort());
    }

    private static void read(Socket socket) throws IOException {
        if (socket.getInputStream().read() != -1) {
            throw new AssertionError("data from nowhere");
        }
    }
}
