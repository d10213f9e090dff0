// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Holds open connections and does nothing: {@code IdleConnections PAIRS SECONDS}. Prints the bytes of heap in use, and
 * the milliseconds of CPU that the agent's probe has taken in a second of those that follow.
 */
public final class IdleConnections {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int COLLECTIONS = 5;

    private IdleConnections() {}

    public static void main(String[] args) throws Exception {
        int pairs = Integer.parseInt(args[0]);
        int seconds = Integer.parseInt(args[1]);
        List<Socket> kept = new ArrayList<>();
        try (ServerSocket door = new ServerSocket(0, 50, LOOPBACK)) {
            for (int i = 0; i < pairs; i++) {
                kept.add(new Socket(LOOPBACK, door.getLocalPort()));
                kept.add(door.accept());
            }
            Thread.sleep(1_000L * seconds);
            long before = probeNanos();
            Thread.sleep(1_000L * seconds);
            double probeMillis = (probeNanos() - before) / 1e6 / seconds;
            System.out.printf(Locale.ROOT, "%d %.3f%n", usedHeap(), probeMillis);
        }
        kept.clear(); // not before
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static long probeNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (long id : threads.getAllThreadIds()) {
            if (threads.getThreadInfo(id).getThreadName().equals("lastack-probe")) {
                return threads.getThreadCpuTime(id);
            }
        }
        return 0;
    }
}
