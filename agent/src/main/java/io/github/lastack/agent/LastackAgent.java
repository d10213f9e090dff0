// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import java.io.IOException;
import java.lang.instrument.Instrumentation;

/**
 * Where the JVM enters. Whatever goes wrong is one line on stderr, and the application starts as if we were not there:
 * an exception out of premain would end the JVM.
 *
 * <p>Do as little as possible here, and touch nothing that a JVM without {@code jdk.jfr} could not load.
 */
public final class LastackAgent {
    private static Lastack running;

    private LastackAgent() {}

    /** With the JVM: {@code -javaagent:lastack-agent.jar=options}. */
    public static void premain(String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    /** Into a running JVM. */
    public static void agentmain(String options, Instrumentation instrumentation) {
        start(options, instrumentation);
    }

    private static synchronized void start(String options, Instrumentation instrumentation) {
        try {
            if (running != null) {
                say("the agent is already at work in this JVM with " + running.options() + "; it goes on so");
                return;
            }
            AgentOptions parsed = AgentOptions.parse(options);
            if (!hasFlightRecorder()) {
                say("this JVM has no jdk.jfr, so the agent is off; it wants JDK 8u272 or later, and where modules are"
                        + " picked by hand, --add-modules jdk.jfr");
                return;
            }
            // Before Lastack is loaded: the verifier looks for the bootstrap types that it uses.
            JdkInternals jdk = JdkInternals.open(instrumentation);
            BootPart.load(jdk);
            running = Lastack.start(parsed, jdk, instrumentation);
        } catch (IllegalArgumentException | IOException wrong) {
            say(wrong.getMessage() + "; the application goes on without the agent");
        } catch (Throwable t) {
            say("the agent is off: " + t);
            if (Boolean.getBoolean("lastack.debug")) {
                t.printStackTrace();
            }
        }
    }

    private static boolean hasFlightRecorder() {
        try {
            Class.forName("jdk.jfr.Event", false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    static void say(String line) {
        System.err.println("lastack: " + line);
    }
}
