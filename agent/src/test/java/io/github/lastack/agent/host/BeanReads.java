// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Measures the CPU time of a read of the MXBean that needs a new snapshot. Arguments: how many connection ends to hold,
 * and how many of them to leave in CLOSE_WAIT. Run it with the agent's options {@code jmx,closewait=1s}.
 */
public final class BeanReads {
    private static final int READS = 15;
    private static final List<Socket> KEPT = new ArrayList<>();

    private BeanReads() {}

    public static void main(String[] args) throws Exception {
        int ends = Integer.parseInt(args[0]);
        int leaking = Integer.parseInt(args[1]);
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("io.github.lastack:type=Connections");
        try (ServerSocket door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < ends / 2; i++) {
                KEPT.add(new Socket(InetAddress.getLoopbackAddress(), door.getLocalPort()));
                Socket accepted = door.accept();
                KEPT.add(accepted);
                if (i < leaking) {
                    accepted.close();
                }
            }
            Thread.sleep(5_000);
            long[] micros = new long[READS];
            for (int i = 0; i < READS; i++) {
                Thread.sleep(1_100); // the last snapshot is too old then
                long begin = cpuNanos();
                server.getAttribute(name, "Leaking");
                micros[i] = (cpuNanos() - begin) / 1_000;
            }
            Arrays.sort(micros);
            System.out.println(ends + " ends, " + server.getAttribute(name, "Leaking") + " leak: median "
                    + micros[READS / 2] + " us, slowest " + micros[READS - 1] + " us");
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
