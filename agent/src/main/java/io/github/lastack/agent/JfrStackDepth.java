// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.jdk.JdkInternals;
import io.github.lastack.events.recording.Recorder;

/**
 * Raises the number of frames that JFR keeps of a stack. The number holds for the whole JVM ({@code
 * -XX:FlightRecorderOptions=stackdepth=}) and cannot be changed once JFR is running.
 */
final class JfrStackDepth {
    /** The agent's own frames on top of the application's. */
    private static final int OWN_FRAMES = 6;

    private JfrStackDepth() {}

    /** Makes JFR keep that many frames of the application, or prints a message where it is too late for that. */
    static void raiseTo(int siteFrames, JdkInternals jdk) throws ReflectiveOperationException {
        Class<?> options = Class.forName("jdk.jfr.internal.Options");
        int wanted = siteFrames + OWN_FRAMES;
        int kept = (int) jdk.call(options, "getStackDepth", new Class<?>[0]);
        if (kept >= wanted) {
            return;
        }
        if (Recorder.isJfrAtWork()) {
            AgentLog.say("JFR is already running and keeps " + kept + " frames, so stackdepth=" + siteFrames
                    + " cannot be set; start the JVM with -XX:FlightRecorderOptions=stackdepth=" + wanted);
            return;
        }
        jdk.call(options, "setStackDepth", new Class<?>[] {Integer.class}, wanted);
    }
}
