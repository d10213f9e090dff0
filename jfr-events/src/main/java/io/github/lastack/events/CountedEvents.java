// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import io.github.lastack.events.type.connection.ConnectionTotalsEvent;
import io.github.lastack.events.type.connection.ConnectionsCountedEvent;
import java.util.concurrent.atomic.LongAdder;

/** Commits how many connections were not recorded individually; called like {@link SocketEvents}. */
public final class CountedEvents {
    private static final LongAdder DESCRIBED = new LongAdder();

    /** One to be asked only, at each opening; not looked at where there is no JFR. */
    private static final class Any {
        static final ConnectionsCountedEvent EVENT = new ConnectionsCountedEvent();
    }

    private CountedEvents() {}

    static void prepare() {
        Any.EVENT.isEnabled();
        new ConnectionTotalsEvent().isEnabled();
    }

    /** Whether there is anybody to count for. */
    public static boolean isWanted() {
        return SocketEvents.isOn() && Any.EVENT.isEnabled();
    }

    /** One more opening has an event of its own. */
    static void described() {
        DESCRIBED.increment();
    }

    /** How many openings have had an event of their own since the agent came to this JVM first. */
    public static long describedSoFar() {
        return DESCRIBED.sum();
    }

    /** How many there were of something; the names are those of the events' fields. */
    public static final class Counts {
        public long opened;
        public long closed;
        public long closedFirst;
        public long described;

        /** Of how many the stack was taken; of a site's only, like the next. */
        public long sampled;

        /** Of {@link #opened}, where that is an estimate. */
        public long variance;

        public boolean isEmpty() {
            return opened + closed + described == 0;
        }

        /** What has come since then. */
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

    /** @param since when the last were told, in milliseconds since the epoch */
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
     * @param since when the last were told, in milliseconds since the epoch
     * @param openedBy the innermost frame of the site outside of the JDK
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
