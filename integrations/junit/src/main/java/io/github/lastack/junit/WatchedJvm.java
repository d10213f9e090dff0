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
import java.util.function.Supplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** This JVM, watched by the agent and recorded until it exits. There is one, made when the first test wants it. */
final class WatchedJvm {
    private static final String OPENED = "lastack.ConnectionOpened";

    /** Kept on disk of a long run. Every part lists what is open, so old parts are not needed. */
    private static final long MAX_RECORDED_BYTES = 256L << 20;

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
    OpenNow mark() throws IOException {
        return openAfter(Long.MAX_VALUE);
    }

    /**
     * Returns what is open.
     *
     * @param descriptor the number of the descriptor after which to begin
     * @throws IOException if the agent is there no more
     */
    OpenNow openAfter(long descriptor) throws IOException {
        OpenNow now = agent.openAfter(descriptor);
        if (now == OpenNow.NOT_KNOWN) {
            throw new IOException("Lastack's agent was detached from this JVM: leave it there while tests run");
        }
        return now;
    }

    /**
     * Returns the suspects that are still open after the patience; returns at once when there are none left.
     *
     * @param wanted which descriptors count
     */
    long[] suspectsAfter(WatchedScope scope, LongPredicate wanted) throws IOException {
        LeakSettings settings = scope.settings();
        boolean isAnyClosing = openAfter(scope.firstAfter()).isAnyClosing(wanted);
        boolean isLonger = isAnyClosing && settings.patience().compareTo(CLOSES_WITHIN) < 0;
        Supplier<long[]> suspects = () -> agent.openAfter(scope.firstAfter()).suspects(settings.open(), wanted);
        boolean isNoneLeft =
                BackOff.await(isLonger ? CLOSES_WITHIN : settings.patience(), () -> suspects.get().length == 0);
        return isNoneLeft ? new long[0] : suspects.get();
    }

    /**
     * Asks for a garbage collection, and returns once it has come and the JDK's cleaner, a thread of its own, had time
     * to close what was dropped. Returns soon where the JVM ignores such requests.
     */
    void collect() throws IOException {
        long before = mark().dropped();
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        PhantomReference<Object> canary = new PhantomReference<>(new Object(), queue);
        System.gc();
        if (BackOff.await(COLLECTED_WITHIN, () -> queue.poll() == canary)) {
            BackOff.await(CLEANED_WITHIN, () -> agent.openAfter(Long.MAX_VALUE).dropped() != before);
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
