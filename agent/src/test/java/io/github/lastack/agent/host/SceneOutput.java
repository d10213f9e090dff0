// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.host;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints the course of scenes: {@code @NAME PORT} for the listener of a scene, whose port differs from run to run, and
 * else only what an application would see, which the agent must not change.
 */
final class SceneOutput {
    /** The methods in which a thread waits for a peer, on one JDK or another. */
    private static final Set<String> WAITS = new HashSet<>(Arrays.asList(
            "socketRead0",
            "read0",
            "poll",
            "park",
            "parkNanos",
            "socketConnect",
            "connect0",
            "socketAccept",
            "accept0",
            "accept"));

    /** Kept open to the end, so that no port comes twice. */
    private final List<Closeable> kept = new ArrayList<>();

    private final String place;
    private final boolean virtual;

    SceneOutput() {
        this("", false);
    }

    /**
     * @param place comes before the names of scenes, where the same are played at several
     * @param virtual whether other threads are virtual ones
     */
    SceneOutput(String place, boolean virtual) {
        this.place = place;
        this.virtual = virtual;
    }

    /** An action that may fail. */
    interface Act<T> {
        T play() throws Exception;
    }

    void scene(String name, InetSocketAddress door) {
        System.out.println("@" + place + name + " " + door.getPort());
    }

    <T extends Closeable> T keep(T thing) {
        kept.add(thing);
        return thing;
    }

    void end() throws IOException {
        for (Closeable thing : kept) {
            thing.close();
        }
    }

    static void tell(String what, Act<?> act) {
        System.out.println(what + ": " + outcome(act));
    }

    private static String outcome(Act<?> act) {
        try {
            return String.valueOf(act.play());
        } catch (Exception e) {
            return e.toString();
        }
    }

    /** Runs an action on another thread, and returns once that waits for a peer. */
    Other meanwhile(Act<?> act) throws Exception {
        FutureTask<String> task = new FutureTask<>(() -> outcome(act));
        Thread thread = virtual ? startVirtual(task) : new Thread(task);
        if (!virtual) {
            thread.start();
        }
        while (!task.isDone() && !waits(thread)) {
            LockSupport.parkNanos(100_000);
        }
        return new Other(thread, task);
    }

    private static boolean waits(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        if (stack.length == 0 || !WAITS.contains(stack[0].getMethodName())) {
            return false;
        }
        return stack[0].isNativeMethod() || stack[0].getMethodName().startsWith("park");
    }

    /** JDK 21 and later. */
    private static Thread startVirtual(Runnable task) throws ReflectiveOperationException {
        return (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    }

    /** The action of another thread. */
    static final class Other {
        final Thread thread;
        private final FutureTask<String> task;

        private Other(Thread thread, FutureTask<String> task) {
            this.thread = thread;
            this.task = task;
        }

        String outcome() throws ExecutionException, InterruptedException {
            return task.get();
        }
    }

    static <T> T unchecked(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
