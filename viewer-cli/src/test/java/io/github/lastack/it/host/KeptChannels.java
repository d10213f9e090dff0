// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * Registers channels with a selector that never selects, and has their connects refused or closes them before any; then
 * the same with a selector that selects after each. Prints {@code waiting} and waits for a line first, then prints
 * {@code ready} and ends with stdin.
 */
public final class KeptChannels {
    private static final int TIMES = 11;
    private static final long CONNECT_MILLIS = 60_000;

    private KeptChannels() {}

    public static void main(String[] args) throws Exception {
        Selector idle = Selector.open();
        Selector busy = Selector.open();
        Cue.await("waiting");
        InetSocketAddress nobody = nobody();
        for (int i = 0; i < TIMES; i++) {
            refused(idle, nobody);
            closed(idle);
            refused(busy, nobody);
            closed(busy);
            busy.selectNow();
        }
        System.out.println("ready");
        if (System.in.read() >= 0) {
            throw new AssertionError(idle.keys());
        }
    }

    /** An address at which nobody listens. */
    private static InetSocketAddress nobody() throws IOException {
        try (ServerSocket past = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), past.getLocalPort());
        }
    }

    private static void refused(Selector selector, InetSocketAddress nobody) throws IOException {
        SocketChannel channel = registered(selector);
        try {
            connect(channel, nobody);
            throw new AssertionError("somebody listens there");
        } catch (ConnectException expected) {
            channel.close();
        }
    }

    /** Without a select of the channel's own selector. */
    private static void connect(SocketChannel channel, InetSocketAddress nobody) throws IOException {
        long deadline = System.currentTimeMillis() + CONNECT_MILLIS;
        boolean done = channel.connect(nobody);
        while (!done && System.currentTimeMillis() < deadline) {
            done = channel.finishConnect();
        }
    }

    private static void closed(Selector selector) throws IOException {
        SocketChannel channel = registered(selector);
        channel.close();
    }

    private static SocketChannel registered(Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.register(selector, 0);
        return channel;
    }
}
