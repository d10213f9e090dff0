// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections in many states, and a listener that nobody accepts from; ends with stdin. With the argument {@code wait}
 * it makes them only once there is a line on stdin.
 */
public final class ManyStates {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private ManyStates() {}

    public static void main(String[] args) throws IOException {
        if (args.length > 0) {
            System.out.println("waiting");
            while (System.in.read() != '\n') {}
        }
        List<Object> kept = new ArrayList<>();
        try (ServerSocket door = new ServerSocket(0, 50, HERE);
                FullAcceptQueue full = new FullAcceptQueue(HERE)) {
            for (int i = 0; i < 3; i++) {
                kept.add(new Socket(HERE, door.getLocalPort()));
                kept.add(door.accept());
            }
            kept.add(new Socket(HERE, door.getLocalPort()));
            door.accept().close();
            Socket closedFirst = new Socket(HERE, door.getLocalPort());
            Socket server = door.accept();
            closedFirst.close();
            server.getInputStream().read();
            server.close();
            for (int i = 0; i < 3; i++) {
                SocketChannel knocking = SocketChannel.open();
                knocking.configureBlocking(false);
                knocking.connect(full.address());
                kept.add(knocking);
            }
            kept.add(SocketChannel.open());
            System.out.println("ready");
            while (System.in.read() >= 0) {}
        }
        System.out.println(kept.size());
    }
}
