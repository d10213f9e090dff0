// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import io.github.lastack.events.type.connection.ConnectFailedEvent;
import io.github.lastack.events.type.connection.ConnectionOpenedEvent;

/**
 * The two events that a connect under way may become. Both begin when it does, since JFR takes no start time later. For
 * the thread that connects.
 */
final class ConnectClock {
    private final ConnectionOpenedEvent opened; // null if a success is only counted
    private final ConnectFailedEvent failed = new ConnectFailedEvent();

    private ConnectClock(ConnectionOpenedEvent opened) {
        this.opened = opened;
    }

    /**
     * Begins the events of a connect.
     *
     * @param isCounted whether the connect is recorded only if it fails
     * @return null if no recording wants them
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

    /**
     * The event of a connect that succeeded.
     *
     * @param clock of {@link #started}, or null for a new event, of no duration
     */
    static ConnectionOpenedEvent opening(Object clock) {
        ConnectionOpenedEvent begun = clock == null ? null : ((ConnectClock) clock).opened;
        return begun == null ? new ConnectionOpenedEvent() : begun;
    }

    /**
     * The event of a connect that failed.
     *
     * @param clock of {@link #started}, or null for a new event, of no duration
     */
    static ConnectFailedEvent failure(Object clock) {
        return clock == null ? new ConnectFailedEvent() : ((ConnectClock) clock).failed;
    }
}
