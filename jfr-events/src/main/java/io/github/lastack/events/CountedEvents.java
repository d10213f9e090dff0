// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import io.github.lastack.events.type.connection.ConnectionTotalsEvent;
import io.github.lastack.events.type.connection.ConnectionsCountedEvent;
import java.util.concurrent.atomic.LongAdder;

/** Commits the counts of connections that are not recorded individually. Call it like {@link SocketEvents}. */
public final class CountedEvents {
    private static final LongAdder DESCRIBED = new LongAdder();

    /** An event that is only asked whether it is enabled, at each opening; not loaded while JFR does not run. */
    private static final class Any {
        static final ConnectionsCountedEvent EVENT = new ConnectionsCountedEvent();
    }

    private CountedEvents() {}

    static void prepare() {
        Any.EVENT.isEnabled();
        new ConnectionTotalsEvent().isEnabled();
    }

    /** Whether a recording wants the counts. */
    public static boolean isWanted() {
        return SocketEvents.isOn() && Any.EVENT.isEnabled();
    }

    /** Counts one more connection that is recorded individually. */
    static void described() {
        DESCRIBED.increment();
    }

    /** Number of openings recorded individually since the agent was first attached to this JVM. */
    public static long describedSoFar() {
        return DESCRIBED.sum();
    }

    /** Counts of a site or of a role, named like the events' fields. Not thread-safe. */
    public static final class Counts {
        public long opened;
        public long closed;
        public long closedFirst;
        public long described;

        /** Number of those opened whose stack was taken; set for a site only. */
        public long sampled;

        /** Variance of {@link #opened}, which is an estimate for a site; set for a site only. */
        public long variance;

        public boolean isEmpty() {
            return opened + closed + described == 0;
        }

        /** The difference between these counts and earlier ones. */
        public Counts since(Counts then) {
            Counts news = new Counts();
            news.opened = opened - then.opened;
            news.closed = closed - then.closed;
            news.closedFirst = closedFirst - then.closedFirst;
            news.described = described - then.described;
            news.sampled = sampled - then.sampled;
            news.variance = variance - then.variance;
            return news;
        }
    }

    /**
     * Commits ConnectionTotals.
     *
     * @param since time of the last ones, in ms since the epoch
     */
    public static void total(String role, long since, Counts counts) {
        if (!SocketEvents.isOn()) {
            return;
        }
        ConnectionTotalsEvent event = new ConnectionTotalsEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.role = role;
        event.since = since;
        event.opened = counts.opened;
        event.closed = counts.closed;
        event.closedFirst = counts.closedFirst;
        event.described = counts.described;
        event.commit();
    }

    /**
     * Commits ConnectionsCounted.
     *
     * @param since time of the last ones, in ms since the epoch
     * @param openedBy the innermost frame of the site outside the JDK
     */
    public static void counted(String role, long since, long openedSite, String openedBy, Counts counts) {
        if (!SocketEvents.isOn()) {
            return;
        }
        ConnectionsCountedEvent event = new ConnectionsCountedEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.openedSite = openedSite;
        event.openedBy = openedBy;
        event.role = role;
        event.since = since;
        event.opened = counts.opened;
        event.estimated = counts.opened - counts.sampled;
        event.variance = counts.variance;
        event.closed = counts.closed;
        event.closedFirst = counts.closedFirst;
        event.described = counts.described;
        event.commit();
    }
}
