// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.samples.shop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** Leaks: keeps idle connections and never checks whether the peer has closed them. */
public final class InventoryPool {
    private final InetSocketAddress warehouse;
    private final Deque<SocketChannel> idle = new ArrayDeque<>();

    public InventoryPool(int port) {
        this.warehouse = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    public void fill(int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            idle.push(open());
        }
    }

    private SocketChannel open() throws IOException {
        SocketChannel channel = SocketChannel.open(warehouse);
        channel.write(ByteBuffer.wrap("hello\n".getBytes(US_ASCII)));
        ByteBuffer answer = ByteBuffer.allocate("hello\n".length());
        while (answer.hasRemaining()) {
            channel.read(answer);
        }
        return channel;
    }
}
