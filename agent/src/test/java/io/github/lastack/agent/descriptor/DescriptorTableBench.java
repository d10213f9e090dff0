// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.descriptor;

import io.github.lastack.agent.connection.ApiContext;
import io.github.lastack.agent.connection.ConnectionTotals;
import io.github.lastack.agent.connection.DescriptorKey;
import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.sampling.Sampler;
import java.io.FileDescriptor;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Measures the table of descriptors beside a {@link ConcurrentHashMap}: a connection is put in by a new descriptor,
 * found seven times and removed. Prints nanoseconds for each, medians of turns of 100 ms by 1 and by 4 threads.
 *
 * <p>Run it with the tests' and the agent's classes on the class path.
 */
public final class DescriptorTableBench {
    private static final int TURNS = 15;
    private static final int WARM_UP = 10;
    private static final long TURN_NANOS = 100_000_000;
    private static final int FINDS = 7;
    private static final int NUMBERS = 64;

    private static final ApiContext ACCESS =
            new ApiContext("Socket", null, new ReferenceQueue<>(), new ConnectionTotals());

    private DescriptorTableBench() {}

    private interface Life {
        boolean live(int number);
    }

    public static void main(String[] args) throws InterruptedException {
        DescriptorTable table = new DescriptorTable();
        ConcurrentMap<Object, LiveConnection> map = new ConcurrentHashMap<>();
        for (int threads : new int[] {1, 4}) {
            List<Double> ofTable = new ArrayList<>();
            List<Double> ofMap = new ArrayList<>();
            for (int turn = -WARM_UP; turn < TURNS; turn++) {
                double tables = nanos(threads, number -> inTable(table, number));
                double maps = nanos(threads, number -> inMap(map, number));
                if (turn >= 0) {
                    ofTable.add(tables);
                    ofMap.add(maps);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d threads: table %.0f ns, map %.0f ns%n",
                    threads,
                    ofTable.stream().sorted().toList().get(TURNS / 2),
                    ofMap.stream().sorted().toList().get(TURNS / 2));
        }
    }

    private static LiveConnection connection(FileDescriptor descriptor, int number) {
        return new LiveConnection(descriptor, number, null, ACCESS, null, Sampler.SKIPPED, 0);
    }

    private static boolean inTable(DescriptorTable table, int number) {
        FileDescriptor descriptor = new FileDescriptor();
        LiveConnection connection = connection(descriptor, number);
        table.put(connection);
        boolean found = true;
        for (int i = 0; i < FINDS; i++) {
            found &= table.get(descriptor, number) == connection;
        }
        table.remove(connection);
        return found;
    }

    private static boolean inMap(ConcurrentMap<Object, LiveConnection> map, int number) {
        FileDescriptor descriptor = new FileDescriptor();
        LiveConnection connection = connection(descriptor, number);
        connection.hashes();
        map.put(connection, connection);
        boolean found = true;
        for (int i = 0; i < FINDS; i++) {
            found &= map.get(new DescriptorKey.Sought(descriptor)) == connection;
        }
        map.remove(connection);
        return found;
    }

    private static double nanos(int threads, Life life) throws InterruptedException {
        long[] lives = new long[threads];
        Thread[] running = new Thread[threads];
        long end = System.nanoTime() + TURN_NANOS;
        for (int i = 0; i < threads; i++) {
            int mine = i;
            running[i] = new Thread(() -> {
                long count = 0;
                int number = mine * NUMBERS;
                while (System.nanoTime() - end < 0) {
                    for (int k = 0; k < NUMBERS; k++) {
                        if (!life.live(number + k)) {
                            throw new AssertionError("not found");
                        }
                    }
                    count += NUMBERS;
                }
                lives[mine] = count;
            });
            running[i].start();
        }
        for (Thread thread : running) {
            thread.join();
        }
        return (double) TURN_NANOS * threads / Arrays.stream(lives).sum();
    }
}
