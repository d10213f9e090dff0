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

/** Has a connection to each of three ports, lets the test do something to them, and reads until each has failed. */
public final class WaysToDie {
    private static final List<Object> KEPT = new ArrayList<>();

    private WaysToDie() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (String name : new String[] {"silent", "unreachable", "resetting"}) {
            ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.getLocalPort());
            KEPT.add(door);
            KEPT.add(door.accept());
            System.out.println("port " + name + " " + door.getLocalPort());
            threads.add(new Thread(() -> ask(socket)));
        }
        Cue.await("opened");
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Inspection.untilInputEnds();
    }

    private static void ask(Socket socket) {
        try {
            socket.getOutputStream().write('?');
            socket.getInputStream().read();
            throw new IllegalStateException("an answer");
        } catch (IOException expected) {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
