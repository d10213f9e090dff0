// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.descriptor;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.ThreadKey;
import io.github.lastack.agent.connection.Unanswered;
import io.github.lastack.agent.connection.UseWord;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.library.Attachments;
import io.github.lastack.events.ListingEvents;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpState;

/** Commits the events that describe a connection while it is open and when it is closed. Thread-safe. */
public final class ConnectionRecords {
    private static final int NOT_IN_CONNECT = -1;

    private final StackTable stacks;
    private final Uses uses;
    private final Attachments attachments;

    public ConnectionRecords(StackTable stacks, Uses uses, Attachments attachments) {
        this.stacks = stacks;
        this.uses = uses;
        this.attachments = attachments;
    }

    /**
     * Commits the state of an open connection, which is recorded individually from now on. The chunk will contain its
     * sites.
     *
     * @param kernelState null if the kernel was not asked
     */
    public void open(LiveConnection connection, TcpState kernelState) {
        if (!connection.recordsIndividually()) {
            return;
        }
        connection.settle(stacks);
        ListingEvents.Standing standing = new ListingEvents.Standing();
        standing.openedAt = connection.openedAtMillis();
        standing.beforeAgent = connection.isInherited();
        standing.connected = connection.isConnected();
        standing.state = connection.state().name();
        standing.stateSince = connection.stateSinceMillis();
        standing.kernelState = nameOf(kernelState);
        standing.openedSite = stacks.name(connection.siteOfOpening());
        stacks.name(connection.madeSite());
        standing.endOfStreamSite = stacks.name(connection.endOfStreamSite());
        standing.endOfStreamSeen = connection.isEndOfStreamSeen();
        standing.unreadSince = connection.unreadSinceMillis();
        standing.openedBy = stacks.outerFrameOf(standing.openedSite);
        standing.endOfStreamBy = stacks.outerFrameOf(standing.endOfStreamSite);
        standing.neverRead = UseWord.isNeverRead(connection.lastUse()) && !connection.isEndOfStreamSeen();
        use(connection, standing);
        Object registration = connection.registration();
        standing.attached = attachments.namesOf(registration);
        standing.registered = registration != null;
        standing.keepAlive = connection.isConnected() && connection.keepsAlive();
        standing.connectTimeout =
                connection.isConnecting() ? connection.connecting().timeoutMillis() : NOT_IN_CONNECT;
        Unanswered unanswered = connection.unanswered();
        if (unanswered != null) {
            standing.retransmits = unanswered.retransmits;
            standing.probes = unanswered.probes;
            standing.unansweredSince = unanswered.sinceMillis;
        }
        ListingEvents.openConnection(connection, standing);
    }

    /**
     * Commits that a connection is closed while its descriptor is still open. A descriptor that was never connected has
     * no other event.
     */
    public void kept(LiveConnection connection) {
        ListingEvents.Kept kept = new ListingEvents.Kept();
        kept.closedAt = connection.closeProgress().begunMillis();
        if (!connection.isConnection()) {
            connection.settle(stacks);
            connection.settleClose(stacks);
            kept.onlyEvent = true;
            kept.openedAt = connection.openedAtMillis();
            kept.openedSite = stacks.name(connection.siteOfOpening());
            kept.closedSite = stacks.name(connection.closedSite());
            kept.closedBy = stacks.outerFrameOf(kept.closedSite);
        }
        ListingEvents.descriptorKept(connection, kept);
    }

    /** Returns what tells which code has the connection. Settles its stacks, which takes long the first time. */
    public LeakEvidence evidenceOf(LiveConnection connection) {
        connection.settle(stacks);
        connection.settleClose(stacks);
        boolean isAttached = !attachments.namesOf(connection.registration()).isEmpty();
        return new LeakEvidence(connection, uses.last(connection), isAttached);
    }

    private void use(LiveConnection connection, ListingEvents.Standing standing) {
        Uses.LastUse last = uses.last(connection);
        if (last == null) {
            return;
        }
        standing.lastUse = last.reading ? "read" : "write";
        standing.lastUsedAt = last.atMillis;
        standing.lastUsedThread = last.thread == null ? "" : last.thread.getName();
        standing.lastUsedThreadNumber = last.thread == null ? 0 : ThreadKey.of(last.thread);
        standing.lastUsedSite = stacks.name(last.site);
        stacks.nameOtherUses(last.site);
        standing.lastUsedSiteLag = last.siteLagMillis;
        standing.lastWrittenSite = stacks.name(last.writtenSite);
        standing.lastUsedBy = stacks.outerFrameOf(last.site);
    }

    /**
     * Commits the close. Call it before the connection's state changes by the close.
     *
     * @param before what the kernel said, null if it was not asked
     * @param lingerSeconds SO_LINGER; -1 if it is off or not known
     */
    public static void closed(LiveConnection connection, TcpState before, boolean unreadData, int lingerSeconds) {
        SocketEvents.LastState answer = new SocketEvents.LastState();
        answer.kernelState = nameOf(before);
        answer.unreadData = unreadData;
        answer.linger = lingerSeconds;
        long now = SteadyClock.millis();
        answer.ageMillis = Math.max(0, now - connection.openedAtMillis());
        answer.inStateMillis = before == connection.state() ? Math.max(0, now - connection.stateSinceMillis()) : 0;
        Unanswered unanswered = connection.unanswered();
        if (unanswered != null) {
            answer.retransmits = unanswered.retransmits;
            answer.probes = unanswered.probes;
            answer.unansweredMillis = Math.max(0, now - unanswered.sinceMillis);
        }
        SocketEvents.closed(connection, answer);
        ended(connection);
    }

    /** Commits the event for the whole life of a connection, also where no recording wants the close itself. */
    public static void ended(LiveConnection connection) {
        SocketEvents.ended(connection.takeEventClock(), connection);
    }

    /** Commits the first read or write that failed. */
    public static void failed(LiveConnection connection, boolean reading, Throwable thrown, TcpState kernelState) {
        SocketEvents.Failure failure = new SocketEvents.Failure();
        failure.operation = reading ? "read" : "write";
        failure.message = thrown.toString();
        failure.kernelState = nameOf(kernelState);
        Unanswered unanswered = connection.unanswered();
        if (unanswered != null) {
            failure.retransmits = unanswered.retransmits;
            failure.probes = unanswered.probes;
            failure.unansweredMillis = Math.max(0, SteadyClock.millis() - unanswered.sinceMillis);
        }
        SocketEvents.error(connection, failure);
    }

    public static String nameOf(TcpState state) {
        return state == null ? "" : state.name();
    }
}
