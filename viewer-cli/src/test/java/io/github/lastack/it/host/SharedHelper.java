// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.lastack.samples.Inspection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Three callers of one method that asks, one of which keeps its connections: {@code SharedHelper PORT}. */
public final class SharedHelper {
    private static final List<Socket> KEPT = new ArrayList<>();

    private SharedHelper() {}

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(args[0]);
        for (int i = 0; i < 3; i++) {
            count(port);
            report(port);
            check(port);
        }
        Cue.await("asked");
        Inspection.untilInputEnds();
        System.exit(KEPT.size() - 3);
    }

    private static void count(int port) throws IOException {
        try (Socket socket = open(port)) {
            ask(socket, "count");
        }
    }

    private static void report(int port) throws IOException {
        Socket socket = open(port);
        KEPT.add(socket);
        ask(socket, "report");
    }

    private static void check(int port) throws IOException {
        try (Socket socket = open(port)) {
            ask(socket, "check");
        }
    }

    private static Socket open(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static void ask(Socket socket, String what) throws IOException {
        socket.getOutputStream().write((what + "\n").getBytes(US_ASCII));
        for (int read = socket.getInputStream().read();
                read != '\n';
                read = socket.getInputStream().read()) {
            if (read == -1) {
                throw new IOException("no answer");
            }
        }
    }
}
