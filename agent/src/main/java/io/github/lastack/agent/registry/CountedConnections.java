// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.events.CountedEvents;
import io.github.lastack.events.SteadyClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The connections that were opened too fast to be described one by one, counted by the site of their opening. As bounded as
 * {@link Sites} are. Thread-safe.
 */
final class CountedConnections {
    private final Sites sites;

    /** Of those opened while no recording wants to know. */
    private final Count nobodys = new Count(0, "");

    private final ConcurrentMap<Long, Count> ofClients = new ConcurrentHashMap<>();
    private final ConcurrentMap<Long, Count> ofServers = new ConcurrentHashMap<>();
    private long toldMillis = SteadyClock.millis(); // guarded by this

    CountedConnections(Sites sites) {
        this.sites = sites;
    }

    /** Of a site and a role. */
    Count at(Long site, String role) {
        ConcurrentMap<Long, Count> counts = role == Ends.CLIENT ? ofClients : ofServers;
        Count count = counts.get(site);
        if (count == null) {
            Count first = new Count(site, role);
            count = counts.putIfAbsent(site, first);
            count = count == null ? first : count;
        }
        return count;
    }

    /**
     * One more was opened there; what it is to be counted by from then on.
     *
     * @param inferred from where the same thread had opened those before
     */
    Count opened(Count there, boolean inferred) {
        if (!CountedEvents.isWanted()) {
            return nobodys;
        }
        there.opened(inferred);
        return there;
    }

    /** How many there were since the agent came. */
    long opened() {
        long opened = 0;
        for (Count count : all()) {
            opened += count.opened();
        }
        return opened;
    }

    private List<Count> all() {
        List<Count> all = new ArrayList<>(ofClients.values());
        all.addAll(ofServers.values());
        return all;
    }

    /** Commits what was counted since the last time, whether anybody wants it or not. */
    synchronized void tell() {
        long since = SteadyClock.byTheWall(toldMillis);
        toldMillis = SteadyClock.millis();
        for (Count count : all()) {
            count.tell(sites, since);
        }
    }

    /** Of the connections that one site has opened in one role. */
    static final class Count {
        private static final int SEEN = 0; // to be opened there
        private static final int INFERRED = 1;
        private static final int CLOSED_FIRST = 2;
        private static final int CLOSED_LATER = 3;
        private static final int DESCRIBED = 4;
        private static final int ALL = 5;

        private final long site;
        private final String role;
        private final Sums sums = new Sums(ALL);
        private final long[] told = new long[ALL];

        private Count(long site, String role) {
            this.site = site;
            this.role = role;
        }

        private void opened(boolean inferred) {
            sums.increment(inferred ? INFERRED : SEEN);
        }

        /** @param first before anything was heard of the peer's FIN or a reset */
        void closed(boolean first) {
            sums.increment(first ? CLOSED_FIRST : CLOSED_LATER);
        }

        /** It stayed, and is described by itself from now on. */
        void described() {
            sums.increment(DESCRIBED);
        }

        long opened() {
            return sums.of(SEEN) + sums.of(INFERRED);
        }

        long closedFirst() {
            return sums.of(CLOSED_FIRST);
        }

        long closed() {
            return sums.of(CLOSED_FIRST) + sums.of(CLOSED_LATER);
        }

        /** Tells how much each has grown; none was closed before it was told to have been opened. */
        private void tell(Sites sites, long since) {
            CountedEvents.Counted news = new CountedEvents.Counted();
            news.closedFirst = growth(CLOSED_FIRST);
            news.closed = news.closedFirst + growth(CLOSED_LATER);
            news.described = growth(DESCRIBED);
            news.inferred = growth(INFERRED);
            news.opened = growth(SEEN) + news.inferred;
            if (news.opened + news.closed + news.described > 0) {
                news.openedSite = sites.name(site);
                news.openedBy = sites.outerFrameOf(site);
                news.role = role;
                news.since = since;
                CountedEvents.counted(news);
            }
        }

        /** Since the last call. */
        private long growth(int sum) {
            long before = told[sum];
            told[sum] = sums.of(sum);
            return told[sum] - before;
        }
    }
}
