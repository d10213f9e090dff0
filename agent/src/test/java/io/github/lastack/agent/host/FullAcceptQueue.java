// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A listener whose accept queue is full: Linux drops further SYNs, and the client tries again after a second. */
final class FullAcceptQueue implements Closeable {
    private static final String SYN_SENT = "02 ";

    private final ServerSocket door;
    private final List<Socket> inside = new ArrayList<>();

    FullAcceptQueue(InetAddress address) throws IOException {
        door = new ServerSocket(0, 1, address);
        for (int i = 0; i < 2; i++) {
            inside.add(new Socket(address, door.getLocalPort()));
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) door.getLocalSocketAddress();
    }

    /** Waits until a SYN was sent, which may be long after the call of connect(2). */
    void awaitKnock() throws IOException {
        while (!isKnockedAt("tcp") && !isKnockedAt("tcp6")) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private boolean isKnockedAt(String table) throws IOException {
        String knocks = String.format(":%04X %s", door.getLocalPort(), SYN_SENT);
        Path rows = Paths.get("/proc/self/net", table);
        return Files.exists(rows) && Files.readAllLines(rows).stream().anyMatch(row -> row.contains(knocks));
    }

    void letIn() throws IOException {
        for (int i = 0; i < 2; i++) {
            inside.add(door.accept());
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : inside) {
            socket.close();
        }
    }
}
