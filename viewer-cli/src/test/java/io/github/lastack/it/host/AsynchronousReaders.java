// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.it.host;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.lastack.samples.Inspection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Reads from asynchronous channels until the end of stream, and closes them or not: {@code AsynchronousReaders PORT
 * [healthy]}. Handlers and futures tell of that end.
 */
public final class AsynchronousReaders {
    private static final int READERS = 3;

    private final List<AsynchronousSocketChannel> kept = new ArrayList<>();
    private final CountDownLatch answered = new CountDownLatch(2 * READERS);
    private final CountDownLatch ended = new CountDownLatch(READERS);
    private final InetSocketAddress server;
    private final boolean closes;

    private AsynchronousReaders(int port, boolean closes) {
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.closes = closes;
    }

    public static void main(String[] args) throws Exception {
        new AsynchronousReaders(Integer.parseInt(args[0]), args.length > 1).run();
    }

    private void run() throws Exception {
        List<FutureTask<Void>> pollers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            new Handler(connected()).read();
            AsynchronousSocketChannel polled = connected();
            FutureTask<Void> poller = new FutureTask<>(() -> poll(polled));
            new Thread(poller, "poller").start();
            pollers.add(poller);
        }
        answered.await();
        Cue.await("reading");
        ended.await();
        for (FutureTask<Void> poller : pollers) {
            poller.get();
        }
        Inspection.untilInputEnds();
    }

    private AsynchronousSocketChannel connected() throws Exception {
        AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
        channel.connect(server).get();
        channel.write(ByteBuffer.wrap("subscribe\n".getBytes(US_ASCII))).get();
        kept.add(channel);
        return channel;
    }

    private Void poll(AsynchronousSocketChannel channel) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        Future<Integer> next = channel.read(buffer);
        while (next.get() != -1) {
            buffer.clear();
            next = channel.read(buffer);
            answered.countDown();
        }
        if (closes) {
            channel.close();
        }
        return null;
    }

    private final class Handler implements CompletionHandler<Integer, Void> {
        private final ByteBuffer buffer = ByteBuffer.allocate(100);
        private final AsynchronousSocketChannel channel;

        Handler(AsynchronousSocketChannel channel) {
            this.channel = channel;
        }

        void read() {
            buffer.clear();
            channel.read(buffer, null, this);
        }

        @Override
        public void completed(Integer bytes, Void nothing) {
            if (bytes != -1) {
                read();
                answered.countDown(); // not before: what has ended by then would end the read in its own call
                return;
            }
            if (closes) {
                close();
            }
            ended.countDown();
        }

        @Override
        public void failed(Throwable cause, Void nothing) {
            close();
        }

        private void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
