// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.metrics;

import io.github.lastack.agent.connection.ConnectionTotals;
import io.github.lastack.model.TcpState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All metrics of one moment. Immutable, but for the totals, which go on growing. */
public final class MetricsSnapshot {
    /** When it was taken, in ms of SteadyClock. */
    public final long takenMillis;

    public final ConnectionTotals totals;

    /** Open descriptors that are neither connected nor connecting nor listening, or whose connection is over. */
    public final int withoutConnection;

    /** For how long the oldest connection in CLOSE_WAIT has been in it, in ms; 0 if there is none. */
    public final long oldestCloseWaitMillis;

    /** The places that leak, those with most connections first. */
    public final List<LeakGroup> leaks;

    /** How many connections and descriptors leak at all places, also at those left out. */
    public final long leaking;

    /** How many further places were left out. */
    public final int leaksLeftOut;

    private final int[] clients;
    private final int[] servers;

    /**
     * A snapshot.
     *
     * @param all the places that leak, those with most connections first
     * @param most how many of them to keep
     */
    MetricsSnapshot(long takenMillis, ConnectionTotals totals, ConnectionCount count, List<LeakGroup> all, int most) {
        this.takenMillis = takenMillis;
        this.totals = totals;
        this.withoutConnection = count.withoutConnection();
        this.oldestCloseWaitMillis = count.oldestCloseWaitMillis(takenMillis);
        this.clients = count.of(false);
        this.servers = count.of(true);
        int kept = Math.min(all.size(), most);
        this.leaks = Collections.unmodifiableList(new ArrayList<>(all.subList(0, kept)));
        this.leaksLeftOut = all.size() - kept;
        this.leaking = sum(all);
    }

    private static long sum(List<LeakGroup> all) {
        long sum = 0;
        for (LeakGroup each : all) {
            sum += each.connections;
        }
        return sum;
    }

    /** Returns how many connections that this side has opened are in a state. */
    public int clients(TcpState state) {
        return clients[state.ordinal()];
    }

    /** Returns how many connections that this side has accepted, or listeners, are in a state. */
    public int servers(TcpState state) {
        return servers[state.ordinal()];
    }
}
