// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.events.CountedEvents;
import io.github.lastack.events.SteadyClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

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

    /**
     * One more was opened there.
     *
     * @param inferred from where the same thread had opened those before
     */
    Count opened(Long site, String role, boolean inferred) {
        if (!CountedEvents.isWanted()) {
            return nobodys;
        }
        ConcurrentMap<Long, Count> counts = role == Ends.CLIENT ? ofClients : ofServers;
        Count count = counts.get(site);
        if (count == null) {
            Count first = new Count(site, role);
            count = counts.putIfAbsent(site, first);
            count = count == null ? first : count;
        }
        (inferred ? count.inferred : count.seen).increment();
        return count;
    }

    /** How many there were since the agent came. */
    long opened() {
        long opened = 0;
        for (Count count : all()) {
            opened += count.seen.sum() + count.inferred.sum();
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

    /** Of the connections that one site has opened in one role; each count only grows. */
    static final class Count {
        private final long site;
        private final String role;
        private final Growing seen = new Growing(); // to be opened there
        private final Growing inferred = new Growing();
        final Growing closed = new Growing();
        private final Growing closedFirst = new Growing();
        private final Growing described = new Growing();

        private Count(long site, String role) {
            this.site = site;
            this.role = role;
        }

        /** @param first before anything was heard of the peer's FIN or a reset */
        void closed(boolean first) {
            closed.increment();
            if (first) {
                closedFirst.increment();
            }
        }

        /** It stayed, and is described by itself from now on. */
        void described() {
            described.increment();
        }

        /** Tells how much each has grown; none was closed before it was told to have been opened. */
        private void tell(Sites sites, long since) {
            CountedEvents.Counted news = new CountedEvents.Counted();
            news.closedFirst = closedFirst.growth();
            news.closed = closed.growth();
            news.described = described.growth();
            news.inferred = inferred.growth();
            news.opened = seen.growth() + news.inferred;
            if (news.opened + news.closed + news.described > 0) {
                news.openedSite = sites.name(site);
                news.openedBy = sites.outerFrameOf(site);
                news.role = role;
                news.since = since;
                CountedEvents.counted(news);
            }
        }
    }

    /** It is never reset, which may lose what is added at that moment. */
    static final class Growing extends LongAdder {
        private static final long serialVersionUID = 1L;
        private long told;

        /** Since the last call; calls must not overlap. */
        long growth() {
            long before = told;
            told = sum();
            return told - before;
        }
    }
}
