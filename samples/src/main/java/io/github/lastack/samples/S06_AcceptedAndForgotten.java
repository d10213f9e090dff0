// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The silent leak on the server's side: clients close while the server does not read.
 *
 * <p><b>What leaks.</b> The server pushes news to its subscribers and never reads from them. When they close, the
 * kernel knows and the server does not.
 *
 * <p><b>What you will see.</b> Five accepted connections in CLOSE_WAIT; the site is {@code subscribe}, where they were
 * accepted. A server that leaks like this ends with "Too many open files" in accept.
 *
 * <p><b>How to fix it.</b> Register the channels for reading, and close them when a read returns -1.
 */
@Expect(
        problem = "close-wait",
        cause = "end-of-stream-unread",
        blame = "io.github.lastack.samples.S06_AcceptedAndForgotten.subscribe",
        connections = 5)
public final class S06_AcceptedAndForgotten {
    private static final List<SocketChannel> SUBSCRIBERS = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        try (LoopbackPeer peer = LoopbackPeer.start();
                ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = door.socket().getLocalPort();
            peer.connect(port, 5, "");
            for (int i = 0; i < 5; i++) {
                subscribe(door);
            }
            peer.leave(port);
            Inspection.untilInputEnds();
        }
    }

    private static void subscribe(ServerSocketChannel door) throws IOException {
        SUBSCRIBERS.add(door.accept());
    }
}
