// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import com.sun.management.OperatingSystemMXBean;
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
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connects, accepts, closes the accepted end, reads the end of the stream at the other and closes that, over and over:
 * {@code Churn Socket|SocketChannel THREADS DEPTH SECONDS}, where each thread has a server of its own, and the calls are
 * made below so many frames. What connects does not close first: it would leave its ports in TIME_WAIT, and within seconds
 * the search for a free one would be most of what is measured.
 *
 * <p>The first half of the seconds is for the JIT. It prints, for a connection end, of which a cycle has two, the medians of
 * the other half: microseconds of these threads' CPU, connection ends a second, and microseconds of the whole process's CPU;
 * then those of these threads in the very first second.
 */
public final class Churn {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int ENDS_A_CYCLE = 2;

    private final boolean sockets;
    private final int depth;
    private final int seconds;
    private final CyclicBarrier second;
    private final AtomicLong cpuNanos = new AtomicLong();
    private final AtomicLong ends = new AtomicLong();
    private volatile boolean over;

    private Churn(boolean sockets, int threads, int depth, int seconds) {
        this.sockets = sockets;
        this.depth = depth;
        this.seconds = seconds;
        this.second = new CyclicBarrier(threads + 1);
    }

    private interface Cycle {
        void run() throws IOException;
    }

    public static void main(String[] args) throws Exception {
        new Churn(args[0].equals("Socket"), threads(args), Integer.parseInt(args[2]), Integer.parseInt(args[3]))
                .run(threads(args));
    }

    private static int threads(String[] args) {
        return Integer.parseInt(args[1]);
    }

    private void run(int threads) throws Exception {
        for (int i = 0; i < threads; i++) {
            Cycle cycle = sockets ? ofSockets() : ofChannels();
            Thread thread = new Thread(() -> repeat(cycle));
            thread.setDaemon(true);
            thread.start();
        }
        double first = aSecond()[0];
        List<double[]> steady = new ArrayList<>();
        for (int i = 1; i < seconds; i++) {
            double[] measured = aSecond();
            if (i >= seconds / 2) {
                steady.add(measured);
            }
        }
        System.out.printf(
                Locale.ROOT, "%.3f %.0f %.3f %.3f%n", median(steady, 0), median(steady, 1), median(steady, 2), first);
    }

    private double[] aSecond() throws Exception {
        long cpu = cpuNanos.get();
        long ended = ends.get();
        long process = processNanos();
        long begin = System.nanoTime();
        over = false;
        second.await();
        Thread.sleep(1_000);
        over = true;
        second.await();
        double count = ends.get() - ended;
        return new double[] {
            (cpuNanos.get() - cpu) / 1e3 / count,
            count * 1e9 / (System.nanoTime() - begin),
            (processNanos() - process) / 1e3 / count
        };
    }

    private static long processNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private void repeat(Cycle cycle) {
        try {
            for (int i = 0; i < seconds; i++) {
                second.await();
                long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                long count = 0;
                for (; !over; count++) {
                    below(depth, cycle);
                }
                ends.addAndGet(count * ENDS_A_CYCLE);
                cpuNanos.addAndGet(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu);
                second.await();
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
            accepted.close();
            expectEnd(client.getInputStream().read());
            client.close();
        };
    }

    private static Cycle ofChannels() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(LOOPBACK, 0));
        ByteBuffer buffer = ByteBuffer.allocateDirect(16);
        return () -> {
            SocketChannel client = SocketChannel.open(server.getLocalAddress());
            SocketChannel accepted = server.accept();
            accepted.close();
            expectEnd(client.read(buffer));
            client.close();
        };
    }

    private static void expectEnd(int read) {
        if (read != -1) {
            throw new IllegalStateException("read " + read);
        }
    }

    private static double median(List<double[]> measured, int place) {
        double[] sorted = measured.stream()
                .mapToDouble(numbers -> numbers[place])
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }
}
