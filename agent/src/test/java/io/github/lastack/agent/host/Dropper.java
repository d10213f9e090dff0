// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Connects 30 times, drops what it has without a close, and has garbage collected: {@code Dropper Socket|SocketChannel}.
 * Prints {@code held 30} and {@code freed N}, of the descriptors.
 */
public final class Dropper {
    private static final int CONNECTIONS = 30;
    private static final int COLLECTIONS = 30;

    private Dropper() {}

    public static void main(String[] args) throws Exception {
        try (ServerSocket server = new ServerSocket(0, CONNECTIONS + 1, InetAddress.getLoopbackAddress())) {
            // The first close of a socket makes the JDK open a pair of its own.
            new Socket(server.getInetAddress(), server.getLocalPort()).close();
            List<Object> held = new ArrayList<>();
            // On a thread of its own, whose end clears what its frames may have kept.
            Thread connector =
                    new Thread(() -> connect(args[0], (InetSocketAddress) server.getLocalSocketAddress(), held));
            connector.start();
            connector.join();
            int before = sockets();
            System.out.println("held " + held.size());
            held.clear();
            System.out.println("freed " + (before - afterCollection(before - CONNECTIONS)));
        }
    }

    /** They stay in the accept queue: only this side's descriptors count. */
    private static void connect(String api, InetSocketAddress remote, List<Object> held) {
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                held.add(
                        api.equals("Socket")
                                ? new Socket(remote.getAddress(), remote.getPort())
                                : SocketChannel.open(remote));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int afterCollection(int least) throws Exception {
        int left = sockets();
        for (int i = 0; i < COLLECTIONS && left > least; i++) {
            System.gc();
            System.runFinalization();
            Thread.sleep(20);
            left = sockets();
        }
        return left;
    }

    private static int sockets() {
        int count = 0;
        for (File descriptor : new File("/proc/self/fd").listFiles()) {
            count += isSocket(descriptor) ? 1 : 0;
        }
        return count;
    }

    private static boolean isSocket(File descriptor) {
        try {
            return Files.readSymbolicLink(descriptor.toPath()).toString().startsWith("socket:");
        } catch (IOException gone) {
            return false;
        }
    }
}
