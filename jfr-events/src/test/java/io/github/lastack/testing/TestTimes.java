// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.testing;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Elapsed time and CPU time of the tests of this JVM, by class and by the JDK that a test runs its programs on.
 *
 * <p>A test's CPU time is that of its own thread, and that of the processes it started itself. Those are sampled every
 * {@value #PERIOD_MILLIS} ms, so up to that much of the end of each process is not counted.
 *
 * <p>Thread-safety: for any threads. A process belongs to the test that runs on the thread that starts it.
 */
public final class TestTimes {
    /** The JDK of a test that names none and starts no program on one. */
    static final int NO_JDK = 0;

    private static final long PERIOD_MILLIS = 100;

    private static final Map<Key, Total> TOTALS = new ConcurrentHashMap<>();
    private static final Map<ProcessHandle, Sampled> PROCESSES = new ConcurrentHashMap<>();
    // Inherited, since a test may start its processes from threads of its own.
    private static final InheritableThreadLocal<Running> CURRENT = new InheritableThreadLocal<>();

    static {
        Thread sampler = new Thread(TestTimes::sampleForEver, "test-times");
        sampler.setDaemon(true);
        sampler.start();
    }

    private TestTimes() {}

    /** A row of the profile. */
    record Key(String testClass, int jdk) {}

    /** The sums of a row; times in nanoseconds. */
    static final class Total {
        final LongAdder tests = new LongAdder();
        final LongAdder elapsed = new LongAdder();
        final LongAdder cpu = new LongAdder();
    }

    /** A test, or what a class does before and after its tests. */
    static final class Running {
        private final String testClass;
        private final boolean isTest;
        private final long startedAt = System.nanoTime();
        private final long threadCpuAtStart = threadCpu();
        private final LongAdder processCpu = new LongAdder();
        private final Thread thread = Thread.currentThread();
        private final Running before = CURRENT.get();
        private long testsCpu; // only by this thread
        private volatile int jdk;

        private Running(String testClass, int jdk, boolean isTest) {
            this.testClass = testClass;
            this.jdk = jdk;
            this.isTest = isTest;
        }
    }

    private record Sampled(Running owner, LongAdder counted) {}

    /** Starts a process for the current test. {@code jdk} is the JDK under test that it runs on. */
    public static Process start(ProcessBuilder builder, int jdk) throws IOException {
        Process process = builder.start();
        Running running = CURRENT.get();
        if (running != null) {
            if (running.jdk == NO_JDK) {
                running.jdk = jdk;
            }
            PROCESSES.put(process.toHandle(), new Sampled(running, new LongAdder()));
        }
        return process;
    }

    /** Starts a process for the current test that runs on none of the JDKs under test. */
    public static Process start(ProcessBuilder builder) throws IOException {
        return start(builder, NO_JDK);
    }

    static Running begin(String testClass, int jdk, boolean isTest) {
        Running running = new Running(testClass, jdk, isTest);
        CURRENT.set(running);
        return running;
    }

    /** On the thread of {@link #begin}. {@code elapsed} is in nanoseconds; a class has only that of no test. */
    static void end(Running running, long elapsed) {
        sample();
        CURRENT.set(running.before);
        Total total = total(running.testClass, running.jdk);
        if (running.isTest) {
            total.tests.increment();
        }
        total.elapsed.add(elapsed);
        long cpu = threadCpu() - running.threadCpuAtStart;
        total.cpu.add(running.processCpu.sum() + cpu - running.testsCpu);
        if (running.before != null && running.before.thread == running.thread) {
            running.before.testsCpu += cpu;
        }
    }

    static long since(Running running) {
        return System.nanoTime() - running.startedAt;
    }

    static Map<Key, Total> totals() {
        return TOTALS;
    }

    private static Total total(String testClass, int jdk) {
        return TOTALS.computeIfAbsent(new Key(testClass, jdk), key -> new Total());
    }

    private static long threadCpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void sampleForEver() {
        while (true) {
            try {
                Thread.sleep(PERIOD_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            sample();
        }
    }

    private static synchronized void sample() {
        PROCESSES.forEach((process, sampled) -> {
            process.info().totalCpuDuration().map(Duration::toNanos).ifPresent(cpu -> {
                long more = cpu - sampled.counted.sum();
                sampled.counted.add(more);
                sampled.owner.processCpu.add(more);
            });
            if (!process.isAlive()) {
                PROCESSES.remove(process);
            }
        });
    }
}
