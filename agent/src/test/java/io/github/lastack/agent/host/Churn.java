// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Paths;

/**
 * Connects, accepts and closes both ends, over and over: {@code Churn Socket|SocketChannel CYCLES}. Prints the
 * microseconds of CPU of this process for a cycle, after as many cycles to warm up.
 */
public final class Churn {
    private Churn() {}

    private interface Cycle {
        void run() throws IOException;
    }

    public static void main(String[] args) throws IOException {
        int cycles = Integer.parseInt(args[1]);
        Cycle cycle = args[0].equals("Socket") ? ofSockets() : ofChannels();
        repeat(cycle, cycles);
        double before = cpuMicros();
        repeat(cycle, cycles);
        System.out.println((cpuMicros() - before) / cycles);
    }

    private static void repeat(Cycle cycle, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            cycle.run();
        }
    }

    private static Cycle ofSockets() throws IOException {
        ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        return () -> {
            Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
            Socket accepted = server.accept();
            client.close();
            accepted.close();
        };
    }

    private static Cycle ofChannels() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return () -> {
            SocketChannel client = SocketChannel.open(server.getLocalAddress());
            SocketChannel accepted = server.accept();
            client.close();
            accepted.close();
        };
    }

    /** User and system time, which Linux reports in hundredths of a second. */
    private static double cpuMicros() throws IOException {
        String stat = new String(Files.readAllBytes(Paths.get("/proc/self/stat")));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000.0;
    }
}
