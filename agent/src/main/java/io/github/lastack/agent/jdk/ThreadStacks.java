// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jdk;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the present stacks of threads. Calls no method that an application can override, unlike {@link
 * Thread#getStackTrace}. Thread-safe.
 */
public final class ThreadStacks {
    private static final StackTraceElement[] NONE = {};

    private final MethodHandle dump;

    /**
     * Finds the JVM's method.
     *
     * @throws ReflectiveOperationException if this JDK is not as expected
     */
    public ThreadStacks(JdkInternals jdk) throws ReflectiveOperationException {
        this.dump = jdk.method(Thread.class, "dumpThreads", Thread[].class);
    }

    /**
     * Returns the stack of each thread, innermost frame first; empty for a thread that has ended. All platform threads
     * among them are asked in one operation of the JVM, for which they wait.
     */
    public List<StackTraceElement[]> of(List<Thread> threads) throws Throwable {
        List<Thread> platform = new ArrayList<>();
        for (Thread thread : threads) {
            if (!isVirtual(thread)) {
                platform.add(thread);
            }
        }
        StackTraceElement[][] dumped = {};
        if (!platform.isEmpty()) {
            dumped = (StackTraceElement[][]) dump.invoke(platform.toArray(new Thread[0]));
        }
        List<StackTraceElement[]> stacks = new ArrayList<>();
        int next = 0;
        for (Thread thread : threads) {
            StackTraceElement[] stack = isVirtual(thread) ? thread.getStackTrace() : dumped[next++];
            stacks.add(stack == null ? NONE : stack);
        }
        return stacks;
    }

    /** Returns whether a thread is virtual, by its class, which cannot be extended. */
    private static boolean isVirtual(Thread thread) {
        return thread.getClass().getName().equals("java.lang.VirtualThread");
    }
}
