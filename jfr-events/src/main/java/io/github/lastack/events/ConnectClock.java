// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import io.github.lastack.events.type.connection.ConnectFailedEvent;
import io.github.lastack.events.type.connection.ConnectionOpenedEvent;

/** A connect under way, which will become the one event or the other: JFR lets nobody say later when an event began. */
final class ConnectClock {
    private final ConnectionOpenedEvent opened; // null if that will not be told
    private final ConnectFailedEvent failed = new ConnectFailedEvent();

    private ConnectClock(ConnectionOpenedEvent opened) {
        this.opened = opened;
    }

    /**
     * Null if no recording wants it.
     *
     * @param isCounted whether it is told of only if it fails
     */
    static ConnectClock started(boolean isCounted) {
        ConnectClock clock = new ConnectClock(isCounted ? null : new ConnectionOpenedEvent());
        boolean isOpeningWanted = clock.opened != null && clock.opened.isEnabled();
        if (!isOpeningWanted && !clock.failed.isEnabled()) {
            return null;
        }
        if (isOpeningWanted) {
            clock.opened.begin();
        }
        clock.failed.begin();
        return clock;
    }

    /** @param clock of {@link #started}, or null for what took no time here */
    static ConnectionOpenedEvent opening(Object clock) {
        ConnectionOpenedEvent begun = clock == null ? null : ((ConnectClock) clock).opened;
        return begun == null ? new ConnectionOpenedEvent() : begun;
    }

    /** @param clock of {@link #started}, or null for what took no time here */
    static ConnectFailedEvent failure(Object clock) {
        return clock == null ? new ConnectFailedEvent() : ((ConnectClock) clock).failed;
    }
}
