// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.jdk.JdkInternals;
import io.github.lastack.boot.SocketHooks;
import java.io.IOException;
import java.lang.instrument.Instrumentation;

/**
 * The entry points that the JVM calls. Any failure is one line on stderr, and the application starts as if the agent
 * were not there: an exception out of premain would end the JVM.
 *
 * <p>Must do as little as possible, and refer to nothing that a JVM without {@code jdk.jfr} could not load.
 */
public final class LastackAgent {
    private static final String DETACH = "detach";
    private static final String STATUS = "status";
    private static final String METRICS = "metrics";

    /** Runs when the agent does nothing but fail. No lambda, since the application may not have linked one yet. */
    private static final Runnable GIVES_UP = new Runnable() {
        @Override
        public void run() {
            giveUp();
        }
    };

    private static Lastack running;

    /** Kept when the agent is detached, for when it is attached again. */
    private static JdkInternals jdk;

    private LastackAgent() {}

    /** Starts the agent with the JVM: {@code -javaagent:lastack-agent.jar=options}. */
    public static void premain(String options, Instrumentation instrumentation) {
        start(options, instrumentation, false);
    }

    /**
     * Attaches the agent to a running JVM. The single option {@code detach} detaches it again, {@code status} refreshes
     * {@link StatusProperty}, and {@code metrics} adds the metrics to it and keeps it fresh.
     */
    public static void agentmain(String options, Instrumentation instrumentation) {
        if (DETACH.equals(options)) {
            stop();
        } else if (STATUS.equals(options)) {
            showStatus(false);
        } else if (METRICS.equals(options)) {
            showStatus(true);
        } else {
            start(options, instrumentation, true);
        }
    }

    /**
     * Checks options for the command line before it attaches.
     *
     * @return what is wrong with the options, in one line; null if nothing is
     */
    public static String problemWith(String options) {
        try {
            AgentArguments.parse(options);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /**
     * Lists what is open, for a test framework in this JVM: see {@code ConnectionScan.openAfter}. Takes microseconds,
     * and one call of the kernel for each connection that it lists.
     *
     * @param descriptor the number of the descriptor after which to begin; {@code Long.MAX_VALUE} to list none
     * @return null if no agent is running
     */
    public static long[] openAfter(long descriptor) {
        Lastack agent = running();
        return agent == null ? null : agent.openAfter(descriptor);
    }

    private static synchronized Lastack running() {
        return running;
    }

    private static synchronized void start(String options, Instrumentation instrumentation, boolean intoRunningJvm) {
        try {
            if (running != null) {
                AgentLog.say("the agent is already running in this JVM with " + running.optionsInForce()
                        + "; it keeps these options");
                return;
            }
            AgentArguments parsed = AgentArguments.parse(options);
            if (!hasFlightRecorder()) {
                refuse("this JVM has no jdk.jfr, so the agent is off; it needs JDK 8u272 or later, and in a JVM with"
                        + " selected modules --add-modules jdk.jfr");
                return;
            }
            if (jdk == null) {
                JdkInternals.loadWhatBusyHandlesWant();
                jdk = JdkInternals.open(instrumentation);
            }
            // Before Lastack is loaded: the verifier looks up the bootstrap types that Lastack uses.
            BootPart.load(jdk);
            running = Lastack.start(parsed, jdk, instrumentation, intoRunningJvm, GIVES_UP);
            running.fixedStatus().show();
        } catch (IllegalArgumentException | IOException wrong) {
            refuse(wrong.getMessage() + "; the application goes on without the agent");
        } catch (SecurityException forbidden) {
            refuse("a security manager forbids what the agent needs (" + forbidden.getMessage()
                    + "), so the agent is off; the policy must grant the agent's jar java.security.AllPermission");
        } catch (Throwable t) {
            refuse("the agent is off: " + t);
            trace(t);
        }
    }

    private static void trace(Throwable t) {
        try {
            if (Boolean.getBoolean("lastack.debug")) {
                t.printStackTrace();
            }
        } catch (SecurityException hidden) {
            return; // not known whether the agent is wanted
        }
    }

    private static synchronized void stop() {
        if (running == null) {
            AgentLog.say("there is no agent running in this JVM");
        } else {
            detach();
        }
    }

    private static synchronized void giveUp() {
        if (running != null) {
            String reason = "the agent has failed too often and detaches itself, the application goes on; the newest"
                    + " of " + SocketHooks.errors().count() + " errors: "
                    + SocketHooks.errors().last();
            detach();
            AgentLog.say(reason); // last, after the recording is written: a reader of this line may end the JVM
            StatusProperty.of("off").with("reason", reason).show();
        }
    }

    private static void detach() {
        try {
            running.stop();
        } catch (Throwable t) {
            AgentLog.say("not all of the agent could be detached: " + t);
        }
        running = null;
        StatusProperty.hide();
    }

    private static synchronized void showStatus(boolean withMetrics) {
        if (running != null && withMetrics) {
            running.showMetrics();
        } else if (running != null) {
            running.show();
        }
    }

    private static void refuse(String reason) {
        AgentLog.say(reason);
        StatusProperty.of("off").with("reason", reason).show();
    }

    private static boolean hasFlightRecorder() {
        try {
            Class.forName("jdk.jfr.Event", false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
