// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.junit;

import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** This JVM, watched by the agent and recorded until it exits. There is one, made when the first test wants it. */
final class WatchedJvm {
    private static final String OPENED = "lastack.ConnectionOpened";

    /** Kept on disk of a long run. Every part lists what is open, so old parts are not needed. */
    private static final long MAX_RECORDED_BYTES = 256L << 20;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

    /** The agent takes a closed channel for one that its selector keeps after one second. */
    private static final Duration CLOSES_WITHIN = Duration.ofMillis(1_200);

    /** A JVM that collects at all has done so when System.gc returns; only its reference handler has to run. */
    private static final Duration COLLECTED_WITHIN = Duration.ofMillis(100);

    private static final Duration CLEANED_WITHIN = Duration.ofMillis(50);

    private static final AtomicLong DUMPS = new AtomicLong();

    private static WatchedJvm watched; // guarded by the class, like the next
    private static String failure;

    private final EmbeddedTool tool;
    private final AgentHere agent;
    private final Recording recording;

    private WatchedJvm(EmbeddedTool tool, AgentHere agent, Recording recording) {
        this.tool = tool;
        this.agent = agent;
        this.recording = recording;
    }

    /**
     * Returns this JVM, which is watched from now on.
     *
     * @throws IOException if it cannot be; the message says what to do
     */
    static synchronized WatchedJvm get() throws IOException {
        if (watched == null) {
            if (failure != null) {
                throw new IOException(failure); // and does not try again for each class
            }
            try {
                watched = begin();
            } catch (IOException | RuntimeException e) {
                failure = e.getMessage() == null ? e.toString() : e.getMessage();
                throw e;
            }
        }
        if (watched.mark() == OpenNow.NOT_KNOWN) {
            throw new IOException("Lastack's agent was detached from this JVM: leave it there while tests run");
        }
        return watched;
    }

    private static WatchedJvm begin() throws IOException {
        if (!isFlightRecorderThere()) {
            throw new IOException("this JVM has no Flight Recorder (module jdk.jfr), which Lastack needs:"
                    + " run the tests on a JDK that has it, or set lastack.required=false");
        }
        EmbeddedTool tool = EmbeddedTool.extract();
        AgentHere agent = AgentHere.get(tool);
        Recording recording = new Recording(); // without settings: the agent's events as they are, and few others
        recording.setName("lastack-junit");
        recording.setMaxSize(MAX_RECORDED_BYTES);
        recording.start();
        return new WatchedJvm(tool, agent, recording);
    }

    private static boolean isFlightRecorderThere() {
        try {
            return FlightRecorder.isAvailable();
        } catch (NoClassDefFoundError absent) {
            return false;
        }
    }

    /** Names what is open, and lists none of it. */
    OpenNow mark() {
        return agent.openAfter(Long.MAX_VALUE);
    }

    OpenNow openAfter(long descriptor) {
        return agent.openAfter(descriptor);
    }

    /**
     * Returns the suspects that are still open after the patience; returns at once when there are none left.
     *
     * @param wanted which descriptors count
     */
    long[] suspectsAfter(WatchedScope scope, LongPredicate wanted) {
        long begun = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        while (true) {
            OpenNow now = openAfter(scope.firstAfter());
            long[] suspects = now.suspects(scope.settings().open(), wanted);
            Duration patience = scope.settings().patience();
            if (now.isAnyClosing(wanted) && patience.compareTo(CLOSES_WITHIN) < 0) {
                patience = CLOSES_WITHIN;
            }
            if (suspects.length == 0 || System.nanoTime() - begun >= patience.toNanos() || !paused(pause)) {
                return suspects;
            }
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        }
    }

    private static boolean paused(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Asks for a garbage collection, and returns once it has come and the JDK's cleaner, a thread of its own, had time
     * to close what was dropped. Returns at once where the JVM ignores such requests.
     */
    void collect() {
        long before = mark().dropped();
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        PhantomReference<Object> canary = new PhantomReference<>(new Object(), queue);
        System.gc();
        try {
            if (queue.remove(COLLECTED_WITHIN.toMillis()) == canary) {
                awaitCleaner(before, System.nanoTime() + CLEANED_WITHIN.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitCleaner(long droppedBefore, long until) {
        boolean goesOn = true;
        while (goesOn && mark().dropped() == droppedBefore && System.nanoTime() < until) {
            goesOn = paused(FIRST_PAUSE);
        }
    }

    /** Reads what was recorded so far of some connections: see {@link EmbeddedTool#read}. */
    Recorded read(long[] ids, long droppedAfter, boolean withThreads) throws IOException {
        Path file = tool.newFile("tests-" + DUMPS.incrementAndGet() + ".jfr");
        try {
            recording.dump(file);
            return new Recorded(tool.read(file, ids, droppedAfter), withThreads ? openingThreads(file) : Map.of());
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static Map<Long, Long> openingThreads(Path file) throws IOException {
        Map<Long, Long> threads = new HashMap<>();
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (event.getEventType().getName().equals(OPENED) && event.getThread() != null) {
                    threads.put(event.getLong("connectionId"), event.getThread().getJavaThreadId());
                }
            }
        }
        return threads;
    }

    /**
     * What was recorded.
     *
     * @param threads the ids of the threads that opened connections, by the connection's number
     */
    record Recorded(EmbeddedTool.Connections connections, Map<Long, Long> threads) {}
}
