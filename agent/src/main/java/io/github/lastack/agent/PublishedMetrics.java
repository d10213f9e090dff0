// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent;

import io.github.lastack.agent.connection.ConnectionTotals;
import io.github.lastack.agent.jmx.JmxRegistration;
import io.github.lastack.agent.metrics.ConnectionMetrics;
import io.github.lastack.agent.metrics.LeakGroup;
import io.github.lastack.agent.metrics.MetricsSnapshot;
import io.github.lastack.agent.registry.ConnectionRegistry;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpState;
import java.lang.instrument.Instrumentation;
import java.util.Locale;

/**
 * Where the metrics can be read: in the MXBean of the option {@code jmx}, and in the status once they were asked for.
 * From then on they are renewed every {@link #PERIOD_MILLIS}, so that a reader need load nothing into this JVM: the JVM
 * never forgets a load. Thread-safe.
 */
final class PublishedMetrics {
    private static final long PERIOD_MILLIS = 5_000;

    private final ConnectionRegistry registry;
    private final JmxRegistration jmx; // null without the option
    private ConnectionMetrics metrics; // guarded by this; null until they are needed
    private volatile boolean isWanted;
    private long shownMillis; // the agent's own thread only

    /**
     * Metrics that nobody has asked for yet.
     *
     * @param isJmxWanted whether the option is given; one line says if this JVM has no JMX
     * @param since when the agent began to count, in ms since the epoch
     */
    PublishedMetrics(ConnectionRegistry registry, Instrumentation instrumentation, boolean isJmxWanted, long since) {
        this.registry = registry;
        boolean isPossible = isJmxWanted && JmxRegistration.isPossible();
        if (isJmxWanted && !isPossible) {
            AgentLog.say("the option 'jmx' has no effect: this JVM has no java.management; it takes"
                    + " --add-modules java.management");
        }
        this.jmx = isPossible ? new JmxRegistration(instrumentation, metrics(), since, ThisJvm.agentVersion()) : null;
    }

    private synchronized ConnectionMetrics metrics() {
        if (metrics == null) {
            metrics = registry.newMetrics();
        }
        return metrics;
    }

    /** Begins to add the metrics to the status. */
    void want() {
        isWanted = true;
    }

    /** Registers the MXBean when that is possible. Returns whether the status is to be renewed. */
    boolean look() {
        String problem = jmx == null ? null : jmx.look();
        if (problem != null) {
            AgentLog.say(problem);
        }
        long now = SteadyClock.millis();
        boolean isDue = isWanted && now - shownMillis >= PERIOD_MILLIS;
        if (isDue) {
            shownMillis = now;
        }
        return isDue;
    }

    void end() {
        isWanted = false;
        if (jmx != null) {
            jmx.unregister();
        }
    }

    /** Adds the metrics to the status, if they were asked for. */
    void addTo(StatusProperty status) throws Throwable {
        if (!isWanted) {
            return;
        }
        MetricsSnapshot now = metrics().snapshot(0);
        status.with("metrics.at", System.currentTimeMillis());
        add(status, "client", now.totals.clients());
        add(status, "server", now.totals.servers());
        for (TcpState state : TcpState.values()) {
            String name = state.name().toLowerCase(Locale.ROOT);
            status.with("metrics.client.state." + name, now.clients(state))
                    .with("metrics.server.state." + name, now.servers(state));
        }
        status.with("metrics.withoutConnection", now.withoutConnection)
                .with("metrics.lost", now.totals.lost())
                .with("metrics.oldestCloseWaitMillis", now.oldestCloseWaitMillis)
                .with("metrics.leaking", now.leaking)
                .with("metrics.leaksLeftOut", now.leaksLeftOut);
        int number = 0;
        for (LeakGroup leak : now.leaks) {
            status.with(
                    "metrics.leak." + number++,
                    leak.cause.problem()
                            + ' '
                            + leak.cause.word()
                            + ' '
                            + leak.connections
                            + ' '
                            + leak.oldestMillis
                            + ' '
                            + leak.frame);
        }
    }

    private static void add(StatusProperty status, String role, ConnectionTotals.ByRole totals) {
        status.with("metrics." + role + ".opened", totals.opened())
                .with("metrics." + role + ".closed", totals.closed())
                .with("metrics." + role + ".closedFirst", totals.closedFirst());
    }
}
