// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import io.github.lastack.samples.Inspection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A server and its client in one JVM, as in many a test: the server closes first, and the client does not follow. */
public final class BothEnds {
    private static final int CONNECTIONS = 20;
    private static final List<Socket> FEEDS = new ArrayList<>();

    public static void main(String[] args) throws Exception {
        try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> serve(door), "server");
            server.start();
            for (int i = 0; i < CONNECTIONS; i++) {
                poll(door.getLocalPort());
            }
            server.join();
            Inspection.untilInputEnds();
        }
    }

    private static void serve(ServerSocket door) {
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
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
        visitor.getOutputStream().write('\n');
        visitor.close();
    }

    private static void poll(int port) throws IOException {
        Socket feed = new Socket(InetAddress.getLoopbackAddress(), port);
        FEEDS.add(feed);
        feed.getOutputStream().write('\n');
        while (feed.getInputStream().read() != -1) {
            // a price
        }
        // missing: feed.close()
    }
}
