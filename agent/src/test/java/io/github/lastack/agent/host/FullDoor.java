// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A listener whose accept queue is full: Linux drops what knocks then, and the client tries again in a second. */
final class FullDoor implements Closeable {
    private final ServerSocket door;
    private final List<Socket> inside = new ArrayList<>();

    FullDoor(InetAddress address) throws IOException {
        door = new ServerSocket(0, 1, address);
        for (int i = 0; i < 2; i++) {
            inside.add(new Socket(address, door.getLocalPort()));
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) door.getLocalSocketAddress();
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
