// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Waits for JFR to be started, by whomever, and only then brings the events to life: starting it takes 100 ms and more
 * of CPU, which an application that records nothing shall not pay.
 */
public final class Recorder {
    private final Runnable describe;
    private final Starts starts = new Starts();
    private boolean added; // guarded by this

    private Recorder(Runnable describe) {
        this.describe = describe;
    }

    /** Whether somebody has started JFR in this JVM. */
    public static boolean isJfrAtWork() {
        return FlightRecorder.isInitialized();
    }

    /** @param describe called at the end of every chunk of a recording, to commit what describes the open connections */
    public static Recorder await(Runnable describe) {
        Recorder recorder = new Recorder(describe);
        FlightRecorder.addListener(recorder.starts);
        if (isJfrAtWork()) {
            recorder.begin();
        }
        return recorder;
    }

    /** No event is committed any more. */
    public synchronized void leave() {
        SocketEvents.switchOff();
        FlightRecorder.removeListener(starts);
        if (added) {
            FlightRecorder.removePeriodicEvent(describe);
        }
    }

    private synchronized void begin() {
        if (!added) {
            added = true;
            FlightRecorder.addPeriodicEvent(AgentInfoEvent.class, describe);
            SocketEvents.switchOn();
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
                describe.run();
            }
        }
    }
}
