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
 * Waits for JFR to be started, by whomever, and only then brings the events to life: starting it takes 100 ms and more
 * of CPU, which an application that records nothing shall not pay.
 */
public final class Recorder {
    /** At a chunk's end the hooks run one after the other, and what is open shall be listed once. */
    private static final long LISTING_IS_NEW_NANOS = 100_000_000;

    /** What recordings are told again and again, each only while one wants it and as often as its settings say. */
    public interface Reports {
        /** At the end of every chunk, and when a recording starts; commits what the agent is and how it does. */
        void describe();

        /** One of them threw; JFR would tell the application's log. */
        void failed(Throwable t);

        /** The same, before it: commits what describes the open connections. */
        default void openConnections() {}

        /** Commits how many were only counted since the last time. */
        default void connectionsCounted() {}

        /** Commits the stacks that this chunk names and does not have yet. */
        default void sites() {}

        /** Between two chunks: has JFR forget the strings that it has pooled for the earlier one. */
        default void forgetStrings() {}

        default void kernelSettings() {}

        default void processConnections() {}

        default void machineConnections() {}

        default void closingConnections() {}

        default void networkCounters() {}

        default void listenerQueues() {}
    }

    /** JFR of JDK 25 holds a hook that is removed until it next runs any, which may be never. */
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

    /** Whether somebody has started JFR in this JVM. */
    public static boolean isJfrAtWork() {
        return FlightRecorder.isInitialized();
    }

    /** Whether a recording takes our events now. */
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

    /** What is open is described once more, to recordings that go on; then no event is committed any more. */
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
     * The JVM begins to shut down. Describes what is open at this moment, before any shutdown hook can close it, and then
     * commits that it does. To be called on the thread that shuts it down.
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
     * Describes the agent to recordings that were running before it came: should the JVM be killed, their chunk has no
     * end at which that would be told. What was open before has been described by then.
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
     * Where settings have connections listed by the clock, or at a chunk's begin, its end wants them all the same. The exit
     * of a JVM does not wait for a second listing, which would only lack what shutdown hooks have closed.
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

    /** A listing may have recorded some individually that were counted before. */
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

    /** What has changed during a recording can be told only if it has the counts of its start and of its end. */
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

    /** Called for the event whenever a recording's settings want it. */
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

    /** Kept inside, so that nothing of {@code jdk.jfr} shows in the signatures of this package. */
    private final class Starts implements FlightRecorderListener {
        @Override
        public void recorderInitialized(FlightRecorder recorder) {
            begin();
        }

        /** What is open when a recording starts is described in it at once: its end may come before the chunk's. */
        @Override
        public void recordingStateChanged(Recording recording) {
            if (recording.getState() == RecordingState.RUNNING) {
                describeAll();
            }
        }
    }
}
