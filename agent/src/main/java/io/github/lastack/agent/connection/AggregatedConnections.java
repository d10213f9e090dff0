// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.events.CountedEvents;
import io.github.lastack.events.SteadyClock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The connections that are not recorded individually: how many of each role, exactly; and by the site of their opening,
 * estimated from those whose stack was taken. As bounded as {@link StackTable} are. Thread-safe.
 */
public final class AggregatedConnections {
    private final StackTable stacks;
    private final Totals clients = new Totals(Endpoints.CLIENT);
    private final Totals servers = new Totals(Endpoints.SERVER);

    /** Of those opened while no recording wants to know. */
    private final Totals unwanted = new Totals("");

    private long committedMillis = SteadyClock.millis(); // guarded by this

    public AggregatedConnections(StackTable stacks) {
        this.stacks = stacks;
    }

    /** One more was opened, whose stack was not taken. */
    public Aggregated opened(String role) {
        Totals totals = totalsOf(role);
        totals.opened.increment();
        return totals;
    }

    /**
     * One more was opened at the site.
     *
     * @param weight how many it stands for, with itself
     */
    public Aggregated opened(String role, Long site, int weight) {
        Totals totals = totalsOf(role);
        totals.opened.increment();
        return totals == unwanted ? totals : new Sample(totals, totals.at(site), weight);
    }

    private Totals totalsOf(String role) {
        if (!CountedEvents.isWanted()) {
            return unwanted;
        }
        return role == Endpoints.CLIENT ? clients : servers;
    }

    /** How many there were since the agent was attached. */
    public long opened() {
        return clients.opened.sum() + servers.opened.sum();
    }

    /** Commits what was counted since the last time, whether anybody wants it or not. */
    public synchronized void commit() {
        long since = SteadyClock.byTheWall(committedMillis);
        committedMillis = SteadyClock.millis();
        clients.commit(stacks, since);
        servers.commit(stacks, since);
    }

    /** What one connection is a part of as long as it is not recorded individually. */
    abstract static class Aggregated {
        /** @param first before anything was heard of the peer's FIN or a reset */
        abstract void closed(boolean first);

        /** It stayed open, and is recorded individually from now on. */
        abstract void recorded();
    }

    /** All of one role. */
    private static final class Totals extends Aggregated {
        private final String role;
        private final LongAdder opened = new LongAdder();
        private final LongAdder closedFirst = new LongAdder();
        private final LongAdder closedLater = new LongAdder();
        private final LongAdder recorded = new LongAdder();
        private final Map<Long, Estimate> bySite = new ConcurrentHashMap<>();
        private CountedEvents.Counts committed = new CountedEvents.Counts(); // guarded by the AggregatedConnections

        Totals(String role) {
            this.role = role;
        }

        @Override
        void closed(boolean first) {
            (first ? closedFirst : closedLater).increment();
        }

        @Override
        void recorded() {
            recorded.increment();
        }

        Estimate at(Long site) {
            Estimate known = bySite.get(site);
            if (known == null) {
                Estimate first = new Estimate();
                known = bySite.putIfAbsent(site, first);
                known = known == null ? first : known;
            }
            return known;
        }

        /**
         * Tells how much each has grown. The opened are read last: none was closed before it was told to have been
         * opened.
         */
        private void commit(StackTable stacks, long since) {
            CountedEvents.Counts now = new CountedEvents.Counts();
            now.closedFirst = closedFirst.sum();
            now.closed = now.closedFirst + closedLater.sum();
            now.described = recorded.sum();
            now.opened = opened.sum();
            CountedEvents.Counts news = now.since(committed);
            committed = now;
            if (!news.isEmpty()) {
                CountedEvents.total(role, since, news);
            }
            for (Map.Entry<Long, Estimate> each : bySite.entrySet()) {
                CountedEvents.Counts ofSite = each.getValue().news();
                if (!ofSite.isEmpty()) {
                    long site = stacks.name(each.getKey());
                    CountedEvents.counted(role, since, site, stacks.outerFrameOf(site), ofSite);
                }
            }
        }
    }

    /** Of the connections that were opened at one site. Thread-safe; its monitor is a leaf. */
    private static final class Estimate {
        private CountedEvents.Counts news = new CountedEvents.Counts(); // guarded by this

        /** Draws are independent, so that variances of sums are sums: of one with probability p it is (1 - p) / p². */
        synchronized void opened(int weight) {
            news.opened += weight;
            news.sampled++;
            news.variance += weight * (weight - 1L);
        }

        synchronized void closed(int weight, boolean first) {
            news.closed += weight;
            news.closedFirst += first ? weight : 0;
        }

        synchronized void recorded(int weight) {
            news.described += weight;
        }

        /** Since the last call. */
        synchronized CountedEvents.Counts news() {
            CountedEvents.Counts taken = news;
            if (!taken.isEmpty()) {
                news = new CountedEvents.Counts();
            }
            return taken;
        }
    }

    /** One whose stack was taken, for those that it stands for. */
    private static final class Sample extends Aggregated {
        private final Totals totals;
        private final Estimate estimate;
        private final int weight;

        Sample(Totals totals, Estimate estimate, int weight) {
            this.totals = totals;
            this.estimate = estimate;
            this.weight = weight;
            estimate.opened(weight);
        }

        @Override
        void closed(boolean first) {
            totals.closed(first);
            estimate.closed(weight, first);
        }

        @Override
        void recorded() {
            totals.recorded();
            estimate.recorded(weight);
        }
    }
}
