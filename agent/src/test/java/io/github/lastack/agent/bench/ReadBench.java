// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.bench;

import com.sun.management.ThreadMXBean;
import io.github.lastack.boot.SocketHooks;
import io.github.lastack.boot.SocketListener;
import java.io.FileDescriptor;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * What the hook costs that follows every read which moves bytes; a write has none on its way out. {@code ReadBench}, with the
 * agent's and the tests' classes on the class path. It compares a loop over counts that the JIT cannot know with the same
 * loop and the hook in it.
 */
public final class ReadBench {
    private static final int CALLS = 50_000_000;
    private static final int ROUNDS = 15;
    private static final int[] COUNTS = new int[1024];

    private static long sum;

    private ReadBench() {}

    public static void main(String[] args) {
        SocketHooks.listener((SocketListener) Proxy.newProxyInstance(
                ReadBench.class.getClassLoader(),
                new Class<?>[] {SocketListener.class},
                (proxy, method, arguments) -> null));
        for (int i = 0; i < COUNTS.length; i++) {
            COUNTS[i] = 1 + i * 7919 % 8192;
        }
        FileDescriptor descriptor = new FileDescriptor();
        List<Double> added = new ArrayList<>();
        long allocated = 0;
        for (int round = -3; round < ROUNDS; round++) {
            long begin = cpuNanos();
            without();
            long middle = cpuNanos();
            long before = allocatedBytes();
            long hooked = cpuNanos();
            with(descriptor);
            long end = cpuNanos();
            if (round >= 0) {
                allocated = Math.max(allocated, allocatedBytes() - before);
                added.add((end - hooked - (middle - begin)) / (double) CALLS);
            }
        }
        System.out.printf(
                "a read that moves bytes: %.2f ns added (median of %d), %.4f bytes allocated a call; %d%n",
                Cpu.median(added), ROUNDS, allocated / (double) CALLS, sum & 1);
    }

    private static void without() {
        for (int i = 0; i < CALLS; i++) {
            sum += COUNTS[i & 1023];
        }
    }

    private static void with(FileDescriptor descriptor) {
        for (int i = 0; i < CALLS; i++) {
            int count = COUNTS[i & 1023];
            SocketHooks.readReturned(count, descriptor);
            sum += count;
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
