// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jmx;

import io.github.lastack.agent.metrics.ConnectionMetrics;
import java.lang.instrument.Instrumentation;

/**
 * Registers the MXBean with the platform's MBean server, once that exists. Who creates the server chooses its builder,
 * and JMX may start the logging: both may be the application's, which must not happen before its main. So the agent
 * creates no server, and loads no class of JMX before somebody else has. Thread-safe.
 */
public final class JmxRegistration {
    /** The first class of JMX that whoever creates a server needs. */
    private static final String FACTORY = "javax.management.MBeanServerFactory";

    private final Instrumentation instrumentation;
    private final ConnectionMetrics metrics;
    private final long since;
    private final String version;
    private RegisteredBean bean; // guarded by this; null until registered
    private boolean isOver; // guarded by this

    /**
     * A registration, which does nothing yet.
     *
     * @param since when the agent began to count, in ms since the epoch
     */
    public JmxRegistration(Instrumentation instrumentation, ConnectionMetrics metrics, long since, String version) {
        this.instrumentation = instrumentation;
        this.metrics = metrics;
        this.since = since;
        this.version = version;
    }

    /** Returns whether this JVM has JMX, which a JVM of selected modules may lack. Initialises no class. */
    public static boolean isPossible() {
        try {
            Class.forName("javax.management.openmbean.TabularData", false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * Registers the bean if the platform's server exists and the bean is not registered. Call it about every second.
     *
     * @return a line that says why it never can; null otherwise
     */
    public synchronized String look() {
        if (bean != null || isOver || !isJmxInUse()) {
            return null;
        }
        try {
            bean = RegisteredBean.of(metrics, since, version);
            return null;
        } catch (Exception e) {
            isOver = true;
            return "the option 'jmx' has no effect, since the MXBean could not be registered: " + e;
        }
    }

    private boolean isJmxInUse() {
        for (Class<?> type : instrumentation.getInitiatedClasses(null)) {
            if (type.getName().equals(FACTORY)) {
                return true;
            }
        }
        return false;
    }

    /** Removes the bean, if it is registered; it is not registered again. */
    public synchronized void unregister() {
        isOver = true;
        if (bean != null) {
            bean.unregister();
            bean = null;
        }
    }
}
