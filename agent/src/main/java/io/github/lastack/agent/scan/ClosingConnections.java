// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.scan;

import io.github.lastack.agent.kernel.proc.EndPair;
import io.github.lastack.agent.kernel.proc.KernelSettings;
import io.github.lastack.agent.kernel.proc.Orphans;
import io.github.lastack.agent.kernel.proc.Orphans.Orphan;
import io.github.lastack.events.KernelEvents;
import io.github.lastack.model.TcpState;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Reports what the kernel still does with connections whose descriptor is closed. While its FIN is not acknowledged a
 * connection is reported at each reading of the kernel's table, in FIN_WAIT_2 once, and at the next reading when it has
 * come to TIME_WAIT or is gone. Thread-safe; called by JFR's own threads.
 */
public final class ClosingConnections {
    /** The most connections that are followed at a time. */
    private static final int LIMIT = RecentlyClosed.LIMIT;

    private final RecentlyClosed recent;
    private final Sink sink;
    private Map<EndPair, Reported> reported = Collections.emptyMap(); // guarded by this
    private Orphans last; // guarded by this

    /** The {@link EndPair#ports} of those that were reported. */
    private volatile Set<Integer> awaited = Collections.emptySet();

    /** Receives the reports. */
    interface Sink {
        /**
         * Reports the state of one connection.
         *
         * @param id the connection's
         * @param state CLOSED if it is gone
         * @param retransmits how often its FIN was sent again
         * @param inStateMillis how long it has been in that state, in ms; 0 where that is not known
         */
        void report(long id, TcpState state, int retransmits, long inStateMillis);
    }

    /** Commits the reports as events; a lambda would be linked where the application starts. */
    public static final class Recorded implements Sink {
        @Override
        public void report(long id, TcpState state, int retransmits, long inStateMillis) {
            KernelEvents.closingConnection(id, state, retransmits, inStateMillis);
        }
    }

    private static final class Reported {
        final long id;
        final Orphan as;

        Reported(long id, Orphan as) {
            this.id = id;
            this.as = as;
        }
    }

    public ClosingConnections(RecentlyClosed recent, Sink sink) {
        this.recent = recent;
        this.sink = sink;
    }

    /** Returns the {@link EndPair#ports} of those that a reading must also find in TIME_WAIT. */
    Set<Integer> awaited() {
        return awaited;
    }

    /**
     * Reports what is new in a reading.
     *
     * @param orphans of the newest reading, maybe for the second time
     */
    synchronized void report(Orphans orphans) {
        boolean isNew = orphans != last;
        last = orphans;
        if (!isNew || orphans.byEnds().isEmpty() && reported.isEmpty()) {
            return;
        }
        long finTimeout = KernelSettings.finTimeoutMillis();
        Map<EndPair, Orphan> rows = new HashMap<>(orphans.byEnds());
        Map<EndPair, RecentlyClosed.Closed> newest = recent.find(rows.keySet());
        Map<EndPair, Reported> next = new HashMap<>();
        for (Map.Entry<EndPair, Reported> each : reported.entrySet()) {
            Reported before = each.getValue();
            RecentlyClosed.Closed closed = newest.get(each.getKey());
            boolean isItself = closed == null || closed.id == before.id;
            Orphan row = isItself ? rows.remove(each.getKey()) : null;
            if (row != null) {
                goesOn(each.getKey(), before, row, next, finTimeout);
            } else if (orphans.areAll()) {
                sink.report(before.id, TcpState.CLOSED, before.as.retransmits(), 0);
            } else {
                next.put(each.getKey(), before);
            }
        }
        for (Map.Entry<EndPair, RecentlyClosed.Closed> each : newest.entrySet()) {
            Orphan row = rows.get(each.getKey());
            boolean isNews = row != null
                    && row.state() != TcpState.TIME_WAIT
                    && each.getValue().leadsTo(row.state());
            if (isNews && next.size() < LIMIT) {
                report(each.getValue().id, row, finTimeout);
                next.put(each.getKey(), new Reported(each.getValue().id, row));
            }
        }
        remember(next);
    }

    private void goesOn(EndPair ends, Reported before, Orphan row, Map<EndPair, Reported> next, long finTimeout) {
        boolean isUnchanged = row.state() == before.as.state() && row.state() == TcpState.FIN_WAIT_2;
        if (!isUnchanged) {
            report(before.id, row, finTimeout);
        }
        if (row.state() != TcpState.TIME_WAIT) {
            next.put(ends, new Reported(before.id, row));
        }
    }

    private void report(long id, Orphan row, long finTimeout) {
        sink.report(id, row.state(), row.retransmits(), row.inStateMillis(finTimeout));
    }

    private void remember(Map<EndPair, Reported> next) {
        Set<Integer> ports = new HashSet<>();
        for (EndPair ends : next.keySet()) {
            ports.add(ends.ports());
        }
        reported = next;
        awaited = ports;
    }
}
