// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/**
 * Opens connections until no local port is left, and goes on in every way; prints what was thrown, and ends with stdin.
 * To be run where the ephemeral range is small and has neither of these ports, in a network of its own.
 */
public final class NoPortLeft {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int DOOR = 8080;
    private static final int CHOSEN = 39_000;
    private static final int MORE_THAN_THERE_ARE = 1000;

    private NoPortLeft() {}

    public static void main(String[] args) throws Exception {
        List<Object> kept = new ArrayList<>();
        try (ServerSocket door = new ServerSocket(DOOR, MORE_THAN_THERE_ARE, HERE)) {
            InetSocketAddress there = (InetSocketAddress) door.getLocalSocketAddress();
            SocketChannel first = bound();
            kept.add(first);
            first.connect(there);
            try {
                for (int i = 0; i < MORE_THAN_THERE_ARE; i++) {
                    kept.add(new Socket(HERE, DOOR));
                }
                throw new AssertionError("there is always another port");
            } catch (IOException expected) {
                System.out.println(kept.size() - 1 + " connections: " + expected);
            }
            failing("channel", () -> SocketChannel.open(there));
            failing("adaptor", () -> {
                SocketChannel.open().socket().connect(there, 10_000);
                return null;
            });
            failing("nonBlocking", () -> {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                return channel.connect(there);
            });
            failing(
                    "asynchronous",
                    () -> AsynchronousSocketChannel.open().connect(there).get());
            failing("anyPort", () -> new ServerSocket(0, 5, HERE));
            failing("bound", () -> bound().connect(there));
            switchIpv6Off();
            failing("withoutIpv6", () -> new Socket("::1", DOOR));
            System.out.println("ready");
            while (System.in.read() >= 0) {}
        }
    }

    /** Removes the address to send from, for which the kernel gives the same error as for no port. */
    private static void switchIpv6Off() throws IOException {
        try (OutputStream out = new FileOutputStream("/proc/sys/net/ipv6/conf/lo/disable_ipv6")) {
            out.write('1');
        }
    }

    private static SocketChannel bound() throws IOException {
        return SocketChannel.open()
                .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                .bind(new InetSocketAddress(HERE, CHOSEN));
    }

    private static void failing(String name, Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (IOException | ExecutionException expected) {
            System.out.println(name + ": " + expected);
            return;
        }
        throw new AssertionError(name + " should have failed");
    }
}
