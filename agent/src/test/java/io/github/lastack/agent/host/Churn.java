// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connects, accepts, closes one end, reads the end of the stream at the other and closes that, over and over:
 * {@code Churn Socket|SocketChannel THREADS DEPTH CYCLES BATCHES}, where each thread has a server of its own, the calls
 * are made below so many frames, and a batch is so many cycles, shared by the threads.
 *
 * <p>After two batches to warm up it prints the medians: microseconds of these threads' CPU for a connection end, of which
 * a cycle has two, and connection ends a second.
 */
public final class Churn {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int ENDS_A_CYCLE = 2;

    private final boolean sockets;
    private final int depth;
    private final int cycles;
    private final int batches;
    private final CyclicBarrier batch;
    private final AtomicLong cpuNanos = new AtomicLong();

    private Churn(boolean sockets, int threads, int depth, int cycles, int batches) {
        this.sockets = sockets;
        this.depth = depth;
        this.cycles = cycles;
        this.batches = batches;
        this.batch = new CyclicBarrier(threads + 1);
    }

    private interface Cycle {
        void run() throws IOException;
    }

    public static void main(String[] args) throws Exception {
        int threads = Integer.parseInt(args[1]);
        int cycles = Integer.parseInt(args[3]) / threads;
        new Churn(args[0].equals("Socket"), threads, Integer.parseInt(args[2]), cycles, Integer.parseInt(args[4]))
                .run(threads);
    }

    private void run(int threads) throws Exception {
        for (int i = 0; i < threads; i++) {
            Cycle cycle = sockets ? ofSockets() : ofChannels();
            Thread thread = new Thread(() -> repeat(cycle));
            thread.setDaemon(true);
            thread.start();
        }
        List<Double> micros = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        double ends = (double) ENDS_A_CYCLE * cycles * threads;
        for (int i = -2; i < batches; i++) {
            long cpu = cpuNanos.get();
            long begin = System.nanoTime();
            batch.await();
            batch.await();
            if (i >= 0) {
                micros.add((cpuNanos.get() - cpu) / 1e3 / ends);
                rates.add(ends * 1e9 / (System.nanoTime() - begin));
            }
        }
        System.out.printf(Locale.ROOT, "%.3f %.0f%n", median(micros), median(rates));
    }

    private void repeat(Cycle cycle) {
        try {
            for (int i = -2; i < batches; i++) {
                batch.await();
                long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                for (int k = 0; k < cycles; k++) {
                    below(depth, cycle);
                }
                cpuNanos.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu);
                batch.await();
            }
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void below(int frames, Cycle cycle) throws IOException {
        if (frames > 0) {
            below(frames - 1, cycle);
        } else {
            cycle.run();
        }
    }

    private static Cycle ofSockets() throws IOException {
        ServerSocket server = new ServerSocket(0, 0, LOOPBACK);
        return () -> {
            Socket client = new Socket(LOOPBACK, server.getLocalPort());
            Socket accepted = server.accept();
            client.close();
            expectEnd(accepted.getInputStream().read());
            accepted.close();
        };
    }

    private static Cycle ofChannels() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(LOOPBACK, 0));
        ByteBuffer buffer = ByteBuffer.allocateDirect(16);
        return () -> {
            SocketChannel client = SocketChannel.open(server.getLocalAddress());
            SocketChannel accepted = server.accept();
            client.close();
            expectEnd(accepted.read(buffer));
            accepted.close();
        };
    }

    private static void expectEnd(int read) {
        if (read != -1) {
            throw new IllegalStateException("read " + read);
        }
    }

    private static double median(List<Double> values) {
        Object[] sorted = values.toArray();
        Arrays.sort(sorted);
        return (double) sorted[sorted.length / 2];
    }
}
