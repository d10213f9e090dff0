// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many connections, each of them used once a second, each time by another thread: {@code BusyConnections PAIRS
 * SECONDS}. Prints {@code open} when all are open.
 */
public final class BusyConnections {
    private static final int THREADS = 4;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private BusyConnections() {}

    public static void main(String[] args) throws Exception {
        int pairs = Integer.parseInt(args[0]);
        int seconds = Integer.parseInt(args[1]);
        List<SocketChannel> here = new ArrayList<>();
        List<SocketChannel> there = new ArrayList<>();
        try (ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            for (int i = 0; i < pairs; i++) {
                here.add(SocketChannel.open(door.getLocalAddress()));
                there.add(door.accept());
            }
        }
        System.out.println("open");
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        long begin = System.nanoTime();
        for (int second = 0; second < seconds; second++) {
            List<Callable<Void>> parts = new ArrayList<>();
            for (int part = 0; part < THREADS; part++) {
                int first = (part + second) % THREADS;
                parts.add(() -> use(here, there, first));
            }
            for (Future<Void> part : threads.invokeAll(parts)) {
                part.get();
            }
            long rest = begin + (second + 1) * SECOND_NANOS - System.nanoTime();
            Thread.sleep(Math.max(0, rest / 1_000_000));
        }
        threads.shutdownNow();
        System.exit(0); // on this thread, which then still has its name
    }

    private static Void use(List<SocketChannel> here, List<SocketChannel> there, int first) throws Exception {
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        for (int i = first; i < here.size(); i += THREADS) {
            one.clear();
            here.get(i).write(one);
            one.clear();
            there.get(i).read(one);
        }
        return null;
    }
}
