// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CountDownLatch;

/**
 * Collects garbage while methods that an agent hooks into are on the stack: each line on stdin is answered by {@code
 * collected} once handlers have done so inside of a connect, an accept and a read. Ends with stdin.
 */
public final class CollectsInside {
    private static final int TIMES = 10;

    private CollectsInside() {}

    public static void main(String[] args) throws Exception {
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            for (int i = 0; i < TIMES; i++) {
                connectAndRead();
                accept();
            }
            System.out.println("collected " + line);
        }
    }

    private static void connectAndRead() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                AsynchronousSocketChannel client = AsynchronousSocketChannel.open()) {
            Collecting<Void> connected = new Collecting<>();
            client.connect(server.getLocalSocketAddress(), null, connected);
            Socket accepted = server.accept();
            connected.done.await();
            Collecting<Integer> read = new Collecting<>();
            client.read(ByteBuffer.allocate(1), null, read);
            accepted.getOutputStream().write(1);
            read.done.await();
            Collecting<Integer> ended = new Collecting<>();
            client.read(ByteBuffer.allocate(1), null, ended);
            accepted.close();
            ended.done.await();
        }
    }

    private static void accept() throws Exception {
        try (AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketAddress address = server.getLocalAddress();
            Collecting<AsynchronousSocketChannel> accepted = new Collecting<>();
            server.accept(null, accepted);
            try (Socket client = new Socket()) {
                client.connect(address);
                accepted.done.await();
                accepted.result.close();
            }
        }
    }

    /** Called by the JDK, mostly from inside of the call that has completed. */
    private static final class Collecting<R> implements CompletionHandler<R, Object> {
        final CountDownLatch done = new CountDownLatch(1);
        volatile R result;

        @Override
        public void completed(R value, Object attachment) {
            result = value;
            System.gc();
            done.countDown();
        }

        @Override
        public void failed(Throwable thrown, Object attachment) {
            thrown.printStackTrace();
            System.exit(1);
        }
    }
}
