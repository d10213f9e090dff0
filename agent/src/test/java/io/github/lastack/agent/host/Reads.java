// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import com.sun.management.ThreadMXBean;
import io.github.lastack.boot.SocketHooks;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/**
 * Reads that move bytes. To the line {@code hook} it answers with the nanoseconds that the hook after each of them adds
 * to a loop over counts the JIT cannot know and over connections in turn, and with the bytes that it allocates for one;
 * to {@code wire} with the nanoseconds of CPU that it takes to write a byte to the loopback and to read it.
 */
public final class Reads {
    private static final int CALLS = 20_000_000;
    private static final int TRIPS = 20_000;
    private static final int[] COUNTS = new int[1024];
    private static final int CONNECTIONS = 256;

    private static long sum;

    private Reads() {}

    public static void main(String[] args) throws IOException {
        for (int i = 0; i < COUNTS.length; i++) {
            COUNTS[i] = 1 + i * 7919 % 8192;
        }
        try (ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            SocketChannel[] here = new SocketChannel[CONNECTIONS];
            SocketChannel[] there = new SocketChannel[CONNECTIONS];
            for (int i = 0; i < CONNECTIONS; i++) {
                here[i] = SocketChannel.open(door.getLocalAddress());
                there[i] = door.accept();
            }
            answer(here, there);
        }
    }

    private static void answer(SocketChannel[] here, SocketChannel[] there) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            System.out.println(line.equals("hook") ? hook(descriptorsOf(there)) : wire(here[0], there[0]));
        }
    }

    /** Returns the descriptor objects for the hook, which the channels hide; null where the JDK does not give them. */
    private static FileDescriptor[] descriptorsOf(SocketChannel[] channels) {
        FileDescriptor[] descriptors = new FileDescriptor[channels.length];
        for (int i = 0; i < channels.length; i++) {
            try {
                Field field = channels[i].getClass().getDeclaredField("fd");
                field.setAccessible(true);
                descriptors[i] = (FileDescriptor) field.get(channels[i]);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return descriptors;
    }

    private static String hook(FileDescriptor[] descriptors) {
        long begin = cpuNanos();
        without();
        long middle = cpuNanos();
        long before = allocatedBytes();
        long hooked = cpuNanos();
        with(descriptors);
        long end = cpuNanos();
        long allocated = allocatedBytes() - before;
        return String.format(
                Locale.ROOT,
                "%.4f %.6f %d",
                (end - hooked - (middle - begin)) / (double) CALLS,
                allocated / (double) CALLS,
                sum & 1);
    }

    private static void without() {
        for (int i = 0; i < CALLS; i++) {
            sum += COUNTS[i & 1023];
        }
    }

    private static void with(FileDescriptor[] descriptors) {
        for (int i = 0; i < CALLS; i++) {
            int count = COUNTS[i & 1023];
            SocketHooks.readReturned(count, descriptors[i & CONNECTIONS - 1]);
            sum += count;
        }
    }

    private static String wire(SocketChannel here, SocketChannel there) throws IOException {
        ByteBuffer out = ByteBuffer.allocateDirect(1);
        ByteBuffer in = ByteBuffer.allocateDirect(1);
        long begin = cpuNanos();
        for (int i = 0; i < TRIPS; i++) {
            out.clear();
            here.write(out);
            in.clear();
            sum += there.read(in);
        }
        return String.format(Locale.ROOT, "%.3f", (cpuNanos() - begin) / (double) TRIPS);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
