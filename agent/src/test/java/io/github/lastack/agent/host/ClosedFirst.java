// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Connects channels that are closed, so that nothing is sent, and ends while they are still held. */
public final class ClosedFirst {
    private ClosedFirst() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        SocketChannel blocking = SocketChannel.open();
        SocketChannel selecting = SocketChannel.open();
        selecting.configureBlocking(false);
        AsynchronousSocketChannel asynchronous = AsynchronousSocketChannel.open();
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            SocketAddress door = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
            refuses(blocking, door);
            refuses(selecting, door);
            refuses(asynchronous, door);
            System.out.println(blocking + " " + selecting + " " + asynchronous);
        }
    }

    private static void refuses(SocketChannel channel, SocketAddress door) throws IOException {
        channel.close();
        try {
            channel.connect(door);
        } catch (ClosedChannelException expected) {
            return;
        }
        throw new AssertionError("connected though closed");
    }

    private static void refuses(AsynchronousSocketChannel channel, SocketAddress door)
            throws IOException, InterruptedException {
        channel.close();
        Future<Void> connect = channel.connect(door);
        try {
            connect.get();
        } catch (ExecutionException expected) {
            return;
        }
        throw new AssertionError("connected though closed");
    }
}
