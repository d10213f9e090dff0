// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import java.util.concurrent.atomic.LongAdder;

/** Commits what was only counted; called like {@link SocketEvents}. */
public final class CountedEvents {
    private static final LongAdder DESCRIBED = new LongAdder();

    /** One to be asked only, at each opening; not looked at where there is no JFR. */
    private static final class Any {
        static final ConnectionsCountedEvent EVENT = new ConnectionsCountedEvent();
    }

    private CountedEvents() {}

    static void prepare() {
        Any.EVENT.isEnabled();
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

    /** What {@link #counted} says; the names are those of the event's fields. */
    public static final class Counted {
        public long openedSite;
        public String openedBy;
        public String role;
        /** In milliseconds since the epoch. */
        public long since;

        public long opened;
        public long inferred;
        public long closed;
        public long closedFirst;
        public long described;
    }

    public static void counted(Counted counted) {
        if (!SocketEvents.isOn()) {
            return;
        }
        ConnectionsCountedEvent event = new ConnectionsCountedEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.openedSite = counted.openedSite;
        event.openedBy = counted.openedBy;
        event.role = counted.role;
        event.since = counted.since;
        event.opened = counted.opened;
        event.inferred = counted.inferred;
        event.closed = counted.closed;
        event.closedFirst = counted.closedFirst;
        event.described = counted.described;
        event.commit();
    }
}
