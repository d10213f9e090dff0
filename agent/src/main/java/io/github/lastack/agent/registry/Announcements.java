// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.Owners;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.model.TcpState;
import java.net.InetSocketAddress;

/** How an opening is told of: by an event of its own, or as one more of its site. Thread-safe without a lock of its own. */
final class Announcements {
    private final Kernel kernel;
    private final Owners owners;
    private final Sites sites;
    private final CountedConnections counted;
    private final Habits<CountedConnections.Count> habits;

    Announcements(
            Kernel kernel,
            Owners owners,
            Sites sites,
            CountedConnections counted,
            Habits<CountedConnections.Count> habits) {
        this.kernel = kernel;
        this.owners = owners;
        this.sites = sites;
        this.counted = counted;
        this.habits = habits;
    }

    /**
     * @param owner null where it is not at hand
     * @param isAdmitted whether it is not one too many to be described
     * @param usual where it is taken to be opened if it is; null if its stack is to be taken
     */
    void announce(
            LiveConnection connection,
            Object owner,
            TcpState reached,
            boolean isAdmitted,
            CountedConnections.Count usual) {
        if (!isAdmitted && !connection.isClosing()) {
            count(connection, usual);
            return;
        }
        Long call = connection.connectingCall(sites);
        if (call == null) {
            connection.opened(Origin.here());
        } else {
            connection.opened(call);
        }
        nameCreator(connection);
        if (owner != null && reached == TcpState.ESTABLISHED && SocketEvents.isOn()) {
            connection.localIs(localOf(owner, connection));
        }
        connection.lives(SocketEvents.opened(connection.begun(), connection, reached.name()));
        connection.announced();
    }

    private void count(LiveConnection connection, CountedConnections.Count usual) {
        long madeSite = connection.createdElsewhere(sites);
        connection.begun();
        if (madeSite != 0) {
            connection.madeElsewhere(true);
            connection.counts(counted.opened(counted.at(sites.callerOf(madeSite), connection.role()), false));
        } else {
            countBySite(connection, usual);
        }
    }

    private void countBySite(LiveConnection connection, CountedConnections.Count usual) {
        Long call = connection.connectingCall(sites);
        if (call != null || usual == null) {
            Long site = call == null ? sites.intern(Origin.here()) : call;
            CountedConnections.Count there = counted.at(sites.callerOf(site), connection.role());
            connection.teaches(habits, there, System.nanoTime());
            connection.opened(site);
            connection.counts(counted.opened(there, false));
        } else {
            connection.counts(counted.opened(usual, true));
        }
    }

    /** As far as the JDK has asked the kernel for it already, it is not asked again; null where it has not. */
    private InetSocketAddress localOf(Object owner, LiveConnection connection) {
        int port = owners.localPortOf(owner);
        return port > 0 ? kernel.localAddressOf(connection.descriptor(), port) : owners.localOf(owner);
    }

    /** Where it was made, if that was elsewhere. */
    void nameCreator(LiveConnection connection) {
        connection.madeElsewhere(sites.name(connection.createdElsewhere(sites)) != 0);
    }
}
