// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events.recording;

import io.github.lastack.events.SocketEvents;
import io.github.lastack.events.type.AgentInfoEvent;
import io.github.lastack.events.type.connection.ConnectionOpenedEvent;
import io.github.lastack.events.type.connection.ConnectionsCountedEvent;
import io.github.lastack.events.type.connection.OpenConnectionEvent;
import io.github.lastack.events.type.kernel.ClosingConnectionEvent;
import io.github.lastack.events.type.kernel.KernelSettingsEvent;
import io.github.lastack.events.type.kernel.ListenerQueueEvent;
import io.github.lastack.events.type.kernel.MachineConnectionsEvent;
import io.github.lastack.events.type.kernel.NetworkCountersEvent;
import io.github.lastack.events.type.kernel.ProcessConnectionsEvent;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Switches the events on once JFR is started, by whatever starts it. Starting JFR takes 100 ms of CPU and more, so an
 * application that records nothing must not pay for it.
 *
 * <p>JFR calls the hooks on its own threads, and the listener on the thread that starts a recording.
 */
public final class Recorder {
    /** The hooks of a chunk's end run one after the other, and what is open must be listed only once. */
    private static final long LISTING_IS_NEW_NANOS = 100_000_000;

    /** Commits the periodic events, each while a recording wants it and as often as the settings say. */
    public interface Reports {
        /** Commits AgentInfo: at the end of every chunk, and when a recording starts. */
        void describe();

        /** Takes an exception of the others, which JFR would write to the application's log. */
        void failed(Throwable t);

        /** Commits what is open, before {@link #describe}. */
        default void openConnections() {}

        /** Commits the numbers of connections that were only counted since the last call. */
        default void connectionsCounted() {}

        /** Commits the stacks that events of this chunk refer to and that it does not have yet. */
        default void sites() {}

        /** Makes JFR forget the strings that it has pooled for the last chunk. */
        default void forgetStrings() {}

        default void kernelSettings() {}

        default void processConnections() {}

        default void machineConnections() {}

        default void closingConnections() {}

        default void networkCounters() {}

        default void listenerQueues() {}
    }

    /** Replaces the reports when the agent leaves: JFR of JDK 25 keeps a removed hook until it next runs one. */
    private static final Reports NONE = new Reports() {
        @Override
        public void describe() {}

        @Override
        public void failed(Throwable t) {}
    };

    private volatile Reports reports;
    private final Starts starts = new Starts();
    private Hook[] hooks = {}; // guarded by this; made when JFR starts, which may be never
    private volatile boolean listedAtShutdown; // in this chunk
    private volatile long listedNanos = System.nanoTime() - LISTING_IS_NEW_NANOS;

    private Recorder(Reports reports) {
        this.reports = reports;
    }

    /** Whether JFR has been started in this JVM. */
    public static boolean isJfrAtWork() {
        return FlightRecorder.isInitialized();
    }

    /** Whether a running recording takes the events. */
    public static boolean isWanted() {
        return SocketEvents.isOn() && new ConnectionOpenedEvent().isEnabled();
    }

    public static Recorder await(Reports reports) {
        Recorder recorder = new Recorder(reports);
        FlightRecorder.addListener(recorder.starts);
        if (isJfrAtWork()) {
            recorder.begin();
        }
        return recorder;
    }

    /** Describes once more what is open, for recordings that go on; then commits no event any more. */
    public synchronized void leave() {
        try {
            if (hooks.length > 0 && new AgentInfoEvent().isEnabled()) {
                describeAll();
            }
        } finally {
            withdraw();
        }
    }

    /**
     * Describes what is open when the JVM begins to shut down, before a shutdown hook can close any of it, and commits
     * JvmShutdown. Call it on the thread that shuts the JVM down.
     */
    public void jvmShutsDown() {
        if (SocketEvents.isOn() && new AgentInfoEvent().isEnabled()) {
            describeAll();
            SocketEvents.jvmShutdown();
            listedAtShutdown = true;
        }
    }

    private void withdraw() {
        SocketEvents.switchOff();
        FlightRecorder.removeListener(starts);
        for (Hook hook : hooks) {
            FlightRecorder.removePeriodicEvent(hook);
        }
        reports = NONE;
    }

    /**
     * Describes the agent to recordings that ran before it was attached. If the JVM is killed, their chunk never
     * reaches the end at which the agent would be described. Call it after what was open before has been described.
     */
    public void describeToRunning() {
        try {
            if (hasBegun() && isWanted()) {
                describeJvm();
            }
        } catch (Throwable t) {
            reports.failed(t);
        }
    }

    private synchronized boolean hasBegun() {
        return hooks.length > 0;
    }

    private synchronized void begin() {
        if (hooks.length == 0) {
            hooks = newHooks();
            for (Hook hook : hooks) {
                FlightRecorder.addPeriodicEvent(hook.event, hook);
            }
            SocketEvents.switchOn();
        }
    }

    private Hook[] newHooks() {
        return new Hook[] {
            new Hook(ConnectionsCountedEvent.class) {
                @Override
                void report() {
                    reports.connectionsCounted();
                }
            },
            new Hook(ProcessConnectionsEvent.class) {
                @Override
                void report() {
                    reports.processConnections();
                }
            },
            new Hook(MachineConnectionsEvent.class) {
                @Override
                void report() {
                    reports.machineConnections();
                }
            },
            new Hook(ClosingConnectionEvent.class) {
                @Override
                void report() {
                    reports.closingConnections();
                }
            },
            new Hook(NetworkCountersEvent.class) {
                @Override
                void report() {
                    reports.networkCounters();
                }
            },
            new Hook(ListenerQueueEvent.class) {
                @Override
                void report() {
                    reports.listenerQueues();
                }
            },
            new Hook(OpenConnectionEvent.class) {
                @Override
                void report() {
                    if (!listedAtShutdown) {
                        list();
                    }
                }
            },
            new Hook(KernelSettingsEvent.class) {
                @Override
                void report() {
                    reports.kernelSettings();
                }
            },
            new Hook(AgentInfoEvent.class) { // the last: JFR runs them in this order
                @Override
                void report() {
                    endChunk();
                }
            }
        };
    }

    private void describeAll() {
        list();
        tellCounted();
        describeJvm();
    }

    private void describeJvm() {
        count();
        if (new KernelSettingsEvent().isEnabled()) {
            reports.kernelSettings();
        }
        describe();
    }

    /**
     * Lists what is open at the end of a chunk even where settings have it listed at other times. The exit of a JVM
     * does not wait for a second listing, which would only lack what shutdown hooks have closed.
     */
    private void endChunk() {
        count();
        boolean isListed = listedAtShutdown;
        listedAtShutdown = false;
        if (!isListed && System.nanoTime() - listedNanos > LISTING_IS_NEW_NANOS) {
            list();
        } else {
            tellCounted();
        }
        describe();
        reports.forgetStrings();
    }

    /** Comes after a listing, which may have recorded some individually that were counted before. */
    private void tellCounted() {
        reports.connectionsCounted();
        reports.sites();
    }

    private void list() {
        reports.forgetStrings();
        reports.connectionsCounted();
        reports.openConnections();
        listedNanos = System.nanoTime();
    }

    private void describe() {
        if (new AgentInfoEvent().isEnabled()) {
            reports.describe();
        }
    }

    /** Commits the counts at the start and at the end of a recording, from which readers compute the change. */
    private void count() {
        if (new ProcessConnectionsEvent().isEnabled()) {
            reports.processConnections();
        }
        if (new MachineConnectionsEvent().isEnabled()) {
            reports.machineConnections();
        }
        if (new ClosingConnectionEvent().isEnabled()) {
            reports.closingConnections();
        }
        if (new ListenerQueueEvent().isEnabled()) {
            reports.listenerQueues();
        }
        if (new NetworkCountersEvent().isEnabled()) {
            reports.networkCounters();
        }
    }

    /** Called by JFR whenever the settings of a recording want the event. */
    private abstract class Hook implements Runnable {
        final Class<? extends Event> event;

        Hook(Class<? extends Event> event) {
            this.event = event;
        }

        abstract void report();

        @Override
        public final void run() {
            try {
                report();
            } catch (Throwable t) {
                reports.failed(t);
            }
        }
    }

    /** A private class, so that no type of {@code jdk.jfr} shows in the signatures of this package. */
    private final class Starts implements FlightRecorderListener {
        @Override
        public void recorderInitialized(FlightRecorder recorder) {
            begin();
        }

        /** Describes what is open when a recording starts: it may end before the chunk does. */
        @Override
        public void recordingStateChanged(Recording recording) {
            if (recording.getState() == RecordingState.RUNNING) {
                describeAll();
            }
        }
    }
}
