// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Connects, accepts, closes the accepted end, reads the end of the stream at the other and closes that, over and over:
 * {@code Churn Socket|SocketChannel THREADS}, where each thread has a server of its own. What connects does not close
 * first: it would leave its ports in TIME_WAIT, and within seconds the search for a free one would be most of what is
 * measured.
 *
 * <p>It does so when told by a line {@code THREADS DEPTH MILLIS}, the calls made below so many frames, and answers:
 * microseconds of these threads' CPU for a connection end, of which a cycle has two; connection ends a second;
 * connection ends.
 */
public final class Churn {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int ENDS_A_CYCLE = 2;

    private final List<Worker> workers = new ArrayList<>();

    private Churn() {}

    private interface Cycle {
        void run() throws IOException;
    }

    public static void main(String[] args) throws Exception {
        Churn churn = new Churn();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            Worker worker = new Worker(args[0].equals("Socket") ? ofSockets() : ofChannels());
            churn.workers.add(worker);
            worker.start();
        }
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            String[] order = line.split(" ");
            churn.run(Integer.parseInt(order[0]), Integer.parseInt(order[1]), Long.parseLong(order[2]));
        }
    }

    private void run(int threads, int depth, long millis) throws InterruptedException {
        long begin = System.nanoTime();
        for (Worker worker : workers.subList(0, threads)) {
            worker.orders.put(new long[] {depth, begin + millis * 1_000_000});
        }
        double ends = 0;
        double cpuNanos = 0;
        for (Worker worker : workers.subList(0, threads)) {
            long[] done = worker.done.take();
            ends += done[0] * ENDS_A_CYCLE;
            cpuNanos += done[1];
        }
        double perSecond = ends * 1e9 / (System.nanoTime() - begin);
        System.out.println(String.format(Locale.ROOT, "%.3f %.0f %.0f", cpuNanos / 1e3 / ends, perSecond, ends));
    }

    /** Makes the calls in {@link #run} of its own: a thread of a pool would have its frames below them. */
    private static final class Worker extends Thread {
        final BlockingQueue<long[]> orders = new LinkedBlockingQueue<>();
        final BlockingQueue<long[]> done = new LinkedBlockingQueue<>();
        private final Cycle cycle;

        Worker(Cycle cycle) {
            this.cycle = cycle;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (true) {
                    long[] order = orders.take();
                    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                    long count = 0;
                    do { // once at least, however late a busy machine lets it begin
                        below(order[0], cycle);
                        count++;
                    } while (System.nanoTime() - order[1] < 0);
                    long now = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                    done.add(new long[] {count, now - cpu});
                }
            } catch (Exception e) {
                e.printStackTrace();
                System.exit(1);
            }
        }
    }

    private static void below(long frames, Cycle cycle) throws IOException {
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
}
