// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Opens and closes connections to itself without end, in all ways of {@link Conversation}, and keeps a small set of
 * them that changes: {@code Traffic THREADS SEED}. It counts how many it has opened and closed, and so does the kernel.
 *
 * <p>Obeys lines on stdin: {@code rate N}, in connections a second, 0 for as many as it can; {@code rest K} lets all
 * threads end their present work and prints {@code counts K}, then the ends connected, accepted, closed and open, the
 * faults, and the kernel's counts; {@code work K} lets them go on. Ends with stdin.
 */
public final class Traffic {
    private static final String COUNTERS = "/proc/self/net/snmp";

    private final List<Worker> workers = new ArrayList<>();

    /** Held shared by working threads, and exclusively for a rest. */
    private final ReadWriteLock work = new ReentrantReadWriteLock(true);

    private volatile long periodNanos = TimeUnit.SECONDS.toNanos(1);

    private Traffic() {}

    public static void main(String[] args) throws Exception {
        Traffic traffic = new Traffic();
        int threads = Integer.parseInt(args[0]);
        for (int i = 0; i < threads; i++) {
            traffic.workers.add(traffic.new Worker(new Random(Long.parseLong(args[1]) + i)));
        }
        for (Worker worker : traffic.workers) {
            worker.start();
        }
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            traffic.obey(line.split(" "));
            System.out.println("done " + line);
        }
    }

    private void obey(String[] words) throws IOException {
        switch (words[0]) {
            case "rate":
                long rate = Long.parseLong(words[1]);
                periodNanos = rate == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) * workers.size() / rate;
                break;
            case "rest":
                work.writeLock().lock();
                System.out.println("counts " + words[1] + counts());
                break;
            case "work":
                work.writeLock().unlock();
                break;
            default:
                throw new IllegalArgumentException(words[0]);
        }
    }

    private String counts() throws IOException {
        long connected = 0;
        long accepted = 0;
        long closed = 0;
        long open = 0;
        long faults = 0;
        for (Worker worker : workers) {
            connected += worker.conversation.connected();
            accepted += worker.conversation.accepted();
            closed += worker.conversation.closed();
            open += worker.conversation.open();
            faults += worker.faults;
        }
        return " " + connected + " " + accepted + " " + closed + " " + open + " " + faults + kernelCounts();
    }

    /** Returns how many connects were begun, and handshakes finished, in this network. */
    private static String kernelCounts() throws IOException {
        try (BufferedReader in = new BufferedReader(new FileReader(COUNTERS))) {
            String names = in.readLine();
            String values = in.readLine();
            while (!names.startsWith("Tcp:")) {
                names = values;
                values = in.readLine();
            }
            return " " + value("ActiveOpens", names, values) + " " + value("PassiveOpens", names, values);
        }
    }

    private static String value(String name, String names, String values) {
        List<String> all = Arrays.asList(names.split(" "));
        return values.split(" ")[all.indexOf(name)];
    }

    /** Thread-safety: counts are written while {@link #work} is held shared, and read while it is held exclusively. */
    private final class Worker extends Thread {
        final Conversation conversation;
        long faults;
        private long next = System.nanoTime();

        Worker(Random random) throws IOException {
            conversation = new Conversation(random);
            setDaemon(true);
        }

        @Override
        public void run() {
            while (true) {
                work.readLock().lock();
                try {
                    conversation.once();
                } catch (IOException | RuntimeException | Error e) {
                    faults++;
                    e.printStackTrace();
                    conversation.breakOff();
                } finally {
                    work.readLock().unlock();
                }
                pace();
            }
        }

        /** Keeps the rate. Time lost in a rest or on a busy machine is not made up for. */
        private void pace() {
            long now = System.nanoTime();
            next = Math.max(next + periodNanos, now - periodNanos);
            if (next > now) {
                LockSupport.parkNanos(next - now);
            }
        }
    }
}
