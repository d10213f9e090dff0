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
 * Counts the connections that are not recorded individually: exactly by role, and by the site of their opening as an
 * estimate from those whose stack was captured. Bounded like {@link StackTable}. Thread-safe.
 */
public final class AggregatedConnections {
    private final StackTable stacks;
    private final Totals clients = new Totals(Endpoints.CLIENT);
    private final Totals servers = new Totals(Endpoints.SERVER);

    /** The openings that no recording wanted to count. */
    private final Totals unwanted = new Totals("");

    private long committedMillis = SteadyClock.millis(); // guarded by this

    public AggregatedConnections(StackTable stacks) {
        this.stacks = stacks;
    }

    /** Counts an opening whose stack was not captured. */
    public Aggregated opened(String role) {
        Totals totals = totalsOf(role);
        totals.opened.increment();
        return totals;
    }

    /**
     * Counts an opening at a site.
     *
     * @param weight the number of openings that this one stands for, including itself
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

    /** Returns how many connections were aggregated since the agent was started. */
    public long opened() {
        return clients.opened.sum() + servers.opened.sum();
    }

    /** Commits the counts since the last call, whether or not a recording wants them. */
    public synchronized void commit() {
        long since = SteadyClock.byTheWall(committedMillis);
        committedMillis = SteadyClock.millis();
        clients.commit(stacks, since);
        servers.commit(stacks, since);
    }

    /** The count that one connection belongs to while it is not recorded individually. */
    abstract static class Aggregated {
        /**
         * Counts the close.
         *
         * @param first whether this side closed before it saw the peer's FIN or a reset
         */
        abstract void closed(boolean first);

        /** Counts a connection that stayed open and is recorded individually from now on. */
        abstract void recorded();
    }

    /** The counts of one role. */
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
         * Commits how much each count has grown. The openings are read last, so that no close is committed before its
         * opening.
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

    /**
     * The estimated counts of the connections that were opened at one site. Thread-safe; no other lock is taken inside
     * its monitor.
     */
    private static final class Estimate {
        private CountedEvents.Counts news = new CountedEvents.Counts(); // guarded by this

        /** Draws are independent, so variances add up: one draw with probability p has variance (1 - p) / p². */
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

        /** Returns the counts since the last call. */
        synchronized CountedEvents.Counts news() {
            CountedEvents.Counts taken = news;
            if (!taken.isEmpty()) {
                news = new CountedEvents.Counts();
            }
            return taken;
        }
    }

    /** A connection whose stack was captured, which stands for {@code weight} connections. */
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
