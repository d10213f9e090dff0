// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.jmx;

import io.github.lastack.agent.connection.ConnectionTotals;
import io.github.lastack.agent.metrics.ConnectionMetrics;
import io.github.lastack.agent.metrics.LeakGroup;
import io.github.lastack.agent.metrics.MetricsSnapshot;
import io.github.lastack.model.TcpState;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values of the MXBean, from snapshots that are at most a second old. Thread-safe. */
final class Connections implements ConnectionsMXBean {
    private static final long MAX_AGE_MILLIS = 1_000;
    private static final double MILLIS = 1000.0;

    private final ConnectionMetrics metrics;
    private final long since;
    private final String version;

    /**
     * The values.
     *
     * @param since when the agent began to count, in ms since the epoch
     */
    Connections(ConnectionMetrics metrics, long since, String version) {
        this.metrics = metrics;
        this.since = since;
        this.version = version;
    }

    private MetricsSnapshot now() {
        try {
            return metrics.snapshot(MAX_AGE_MILLIS);
        } catch (Throwable t) {
            throw new IllegalStateException("the metrics could not be taken: " + t); // the cause may be ours alone
        }
    }

    @Override
    public ConnectionStates getClient() {
        return states(false);
    }

    @Override
    public ConnectionStates getServer() {
        return states(true);
    }

    private ConnectionStates states(boolean isServer) {
        MetricsSnapshot now = now();
        long[] counts = new long[TcpState.values().length];
        for (TcpState state : TcpState.values()) {
            counts[state.ordinal()] = isServer ? now.servers(state) : now.clients(state);
        }
        return new ConnectionStates(counts);
    }

    private ConnectionTotals totals() {
        return now().totals;
    }

    @Override
    public long getClientOpened() {
        return totals().clients().opened();
    }

    @Override
    public long getServerOpened() {
        return totals().servers().opened();
    }

    @Override
    public long getClientClosed() {
        return totals().clients().closed();
    }

    @Override
    public long getServerClosed() {
        return totals().servers().closed();
    }

    @Override
    public long getClientClosedFirst() {
        return totals().clients().closedFirst();
    }

    @Override
    public long getServerClosedFirst() {
        return totals().servers().closedFirst();
    }

    @Override
    public int getDescriptorsWithoutConnection() {
        return now().withoutConnection;
    }

    @Override
    public long getDescriptorsLost() {
        return totals().lost();
    }

    @Override
    public double getOldestCloseWaitSeconds() {
        return now().oldestCloseWaitMillis / MILLIS;
    }

    @Override
    public long getLeaking() {
        return now().leaking;
    }

    @Override
    public Map<String, LeakingCode> getLeakSites() {
        Map<String, LeakingCode> sites = new LinkedHashMap<>();
        for (LeakGroup leak : now().leaks) {
            sites.put(leak.cause.problem() + ' ' + leak.cause.word() + ' ' + leak.frame, new LeakingCode(leak));
        }
        return sites;
    }

    @Override
    public int getLeakSitesLeftOut() {
        return now().leaksLeftOut;
    }

    @Override
    public long getSince() {
        return since;
    }

    @Override
    public String getVersion() {
        return version;
    }
}
