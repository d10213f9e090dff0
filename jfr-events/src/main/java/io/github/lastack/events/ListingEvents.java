// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.events;

import io.github.lastack.events.type.connection.ConnectionHolderEvent;
import io.github.lastack.events.type.connection.DescriptorKeptEvent;
import io.github.lastack.events.type.connection.OpenConnectionEvent;

/** Commits what is open, again in every chunk. Call it like {@link SocketEvents}. */
public final class ListingEvents {
    private ListingEvents() {}

    /** Whether a recording wants any event that lists what is open. */
    public static boolean isWanted() {
        boolean open = new OpenConnectionEvent().isEnabled();
        boolean kept = new DescriptorKeptEvent().isEnabled();
        boolean held = new ConnectionHolderEvent().isEnabled();
        return SocketEvents.isOn() && (open || kept || held);
    }

    /** Values of {@link #openConnection}, named like the event's fields; times in ms of {@link SteadyClock}. */
    public static final class Standing {
        public long openedAt;
        public boolean beforeAgent;
        public boolean connected;
        public String state;
        public long stateSince;
        public String kernelState;
        public long openedSite;
        public long endOfStreamSite;
        public boolean endOfStreamSeen;
        public boolean neverRead;
        public String lastUse = "";
        public long lastUsedAt;
        public String lastUsedThread = "";
        public int lastUsedThreadNumber;
        public long lastUsedSite;
        public long lastUsedSiteLag;
        public long lastWrittenSite;
        public long unreadSince;
        public String openedBy;
        public String endOfStreamBy;
        public String lastUsedBy = "";
        public String attached = "";
        public boolean registered;
        public int retransmits;
        public int probes;
        public long unansweredSince;
        public boolean keepAlive;
        public long connectTimeout = -1;
    }

    /** Commits OpenConnection; its ages are computed from the times in {@code standing}. */
    public static void openConnection(SocketEvents.Connection connection, Standing standing) {
        if (!SocketEvents.isOn()) {
            return;
        }
        OpenConnectionEvent event = new OpenConnectionEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.connectionId = connection.id();
        event.role = connection.role();
        event.api = connection.api();
        event.host = SocketEvents.hostOf(connection);
        event.address = SocketEvents.addressOf(connection);
        event.port = connection.port();
        event.localAddress = SocketEvents.redaction().address(connection.localAddress());
        event.localPort = connection.localPort();
        event.openedAt = SteadyClock.byTheWall(standing.openedAt);
        event.beforeAgent = standing.beforeAgent;
        event.connected = standing.connected;
        event.state = standing.state;
        event.stateSince = SteadyClock.byTheWall(standing.stateSince);
        event.kernelState = standing.kernelState;
        event.openedSite = standing.openedSite;
        event.madeSite = connection.madeSite();
        event.endOfStreamSite = standing.endOfStreamSite;
        event.endOfStreamSeen = standing.endOfStreamSeen;
        event.neverRead = standing.neverRead;
        event.lastUse = standing.lastUse;
        event.lastUsedAt = standing.lastUsedAt == 0 ? 0 : SteadyClock.byTheWall(standing.lastUsedAt);
        event.lastUsedThread = standing.lastUsedThread;
        event.lastUsedThreadNumber = standing.lastUsedThreadNumber;
        event.lastUsedSite = standing.lastUsedSite;
        event.lastUsedSiteLag = standing.lastUsedSiteLag;
        event.lastWrittenSite = standing.lastWrittenSite;
        event.unreadSince = standing.unreadSince == 0 ? 0 : SteadyClock.byTheWall(standing.unreadSince);
        long now = SteadyClock.millis();
        event.age = now - standing.openedAt;
        event.inState = now - standing.stateSince;
        event.unusedFor = standing.lastUsedAt == 0 ? 0 : Math.max(0, now - standing.lastUsedAt);
        event.unreadFor = standing.unreadSince == 0 ? 0 : now - standing.unreadSince;
        event.openedBy = standing.openedBy;
        event.endOfStreamBy = standing.endOfStreamBy;
        event.lastUsedBy = standing.lastUsedBy;
        event.attached = standing.attached;
        event.registered = standing.registered;
        event.retransmits = standing.retransmits;
        event.probes = standing.probes;
        event.unansweredFor = standing.unansweredSince == 0 ? 0 : Math.max(0, now - standing.unansweredSince);
        event.keepAlive = standing.keepAlive;
        event.connectTimeout = standing.connectTimeout;
        event.commit();
    }

    /**
     * Commits ConnectionHolder.
     *
     * @param site number of the thread's present stack
     * @param by the innermost frame of that outside the JDK
     */
    public static void holder(
            SocketEvents.Connection connection, String thread, long site, long lastUsedSite, String by) {
        if (!SocketEvents.isOn()) {
            return;
        }
        ConnectionHolderEvent event = new ConnectionHolderEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.connectionId = connection.id();
        event.holdingThread = thread;
        event.holderSite = site;
        event.lastUsedSite = lastUsedSite;
        event.heldBy = by;
        event.host = SocketEvents.hostOf(connection);
        event.address = SocketEvents.addressOf(connection);
        event.port = connection.port();
        event.commit();
    }

    /**
     * Values of {@link #descriptorKept}, named like the event's fields; times in ms of {@link SteadyClock}. All but the
     * first two are set only for a channel that has no other event.
     */
    public static final class Kept {
        public long closedAt;
        public boolean onlyEvent;
        public long openedAt;
        public long openedSite;
        public long closedSite;
        public String closedBy = "";
    }

    /** Commits DescriptorKept: a channel is closed, and a selector keeps its descriptor. */
    public static void descriptorKept(SocketEvents.Connection connection, Kept kept) {
        if (!SocketEvents.isOn()) {
            return;
        }
        DescriptorKeptEvent event = new DescriptorKeptEvent();
        if (!event.isEnabled()) {
            return;
        }
        event.connectionId = connection.id();
        event.closedAt = SteadyClock.byTheWall(kept.closedAt);
        event.onlyEvent = kept.onlyEvent;
        event.api = connection.api();
        event.openedAt = kept.onlyEvent ? SteadyClock.byTheWall(kept.openedAt) : 0;
        event.openedSite = kept.openedSite;
        event.closedSite = kept.closedSite;
        event.closedBy = kept.closedBy;
        event.host = SocketEvents.hostOf(connection);
        event.address = SocketEvents.addressOf(connection);
        event.port = connection.port();
        event.commit();
    }
}
