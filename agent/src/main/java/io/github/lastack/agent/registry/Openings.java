// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.Owners;
import io.github.lastack.agent.kernel.SocketErrors;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** How descriptors become connections: connect in all its ways, and accept. Thread-safe without a lock of its own. */
final class Openings {
    private final OpenDescriptors descriptors;
    private final Kernel kernel;
    private final Owners owners;
    private final PortHolders holders;
    private final Sites sites;
    private final RateLimit limit;
    private final CountedConnections counted;
    private final Habits<CountedConnections.Count> habits;
    private final Announcements announcements;

    /** For as long as a thread is inside connect: a connect that fails has lost its descriptor by then. */
    private final Connecting connecting = new Connecting();

    Openings(
            OpenDescriptors descriptors,
            Kernel kernel,
            Owners owners,
            PortHolders holders,
            Sites sites,
            RateLimit limit,
            CountedConnections counted,
            Habits<CountedConnections.Count> habits) {
        this.descriptors = descriptors;
        this.kernel = kernel;
        this.owners = owners;
        this.holders = holders;
        this.sites = sites;
        this.limit = limit;
        this.counted = counted;
        this.habits = habits;
        this.announcements = new Announcements(kernel, owners, sites, counted, habits);
    }

    // ---- made ----

    void created(Object channel) {
        FileDescriptor descriptor = owners.descriptorOf(channel);
        if (descriptor == null || descriptors.tracked(descriptor) != null) {
            return;
        }
        long now = System.nanoTime();
        Origin made = habits.making(now);
        if (made == Origin.NOT_TAKEN) {
            descriptors.addMade(descriptor, channel, now);
        } else {
            descriptors.add(descriptor, channel, made, now);
        }
    }

    /** What is no new TCP socket has another protocol, or is being accepted, which is told of next. */
    void created(Object socket, int number) {
        if (kernel.stateOf(descriptors.numbered(number)) == TcpState.CLOSED) {
            long now = System.nanoTime();
            descriptors.add(socket, number, habits.making(now), now);
        }
    }

    // ---- connect ----

    void connectBegins(Object owner, SocketAddress remote) {
        Object identity = owners.openIdentityOf(owner);
        if (identity == null || !(remote instanceof InetSocketAddress)) {
            return;
        }
        Tracked there = descriptors.tracked(identity);
        if (isUnresolved(remote)) {
            settle(descriptors.live(there));
            return;
        }
        long now = System.nanoTime();
        boolean isAdmitted = limit.admits(now);
        CountedConnections.Count usual = isAdmitted ? null : usualOf(there, (InetSocketAddress) remote, now);
        boolean mayPass = usual != null && there instanceof PassingConnection;
        if (mayPass && passes((PassingConnection) there, owner, (InetSocketAddress) remote, usual, now)) {
            connecting.put(owner, there);
            return;
        }
        LiveConnection connection = descriptors.live(there);
        if (connection == null && identity instanceof FileDescriptor) {
            connection = descriptors.add((FileDescriptor) identity, owner, (Origin) null, now);
        }
        if (connection != null) {
            Attempt attempt = new Attempt(isBound(owner, connection), isAdmitted, usual);
            if (begins(connection, (InetSocketAddress) remote, attempt, now)) {
                connecting.put(owner, connection);
            }
        }
    }

    /** Where this thread is taken to open it, as it did those before; null if its stack is to be taken, or was at its making. */
    private CountedConnections.Count usualOf(Tracked there, InetSocketAddress remote, long now) {
        boolean isMakingKnown = there instanceof LiveConnection && ((LiveConnection) there).isMakingKnown();
        return isMakingKnown ? null : habits.placeOfConnect(remote, now);
    }

    private boolean passes(
            PassingConnection connection,
            Object owner,
            InetSocketAddress remote,
            CountedConnections.Count usual,
            long now) {
        Object begun = SocketEvents.connectBegins(true);
        return connection.connects(remote, owners.isBound(owner), begun, usual, SteadyClock.millisAt(now));
    }

    private static boolean begins(LiveConnection connection, InetSocketAddress remote, Attempt attempt, long now) {
        boolean isFirst = connection.beginConnect(remote, attempt, SteadyClock.millisAt(now));
        if (isFirst) {
            attempt.begun(SocketEvents.connectBegins(!attempt.isAdmitted()));
        }
        return isFirst;
    }

    /** The call is going to fail: a connect to come is another one than that which may have made the descriptor. */
    private void settle(LiveConnection refused) {
        if (refused != null) {
            refused.settle(sites);
        }
    }

    /** A native transport's socket does not know itself. */
    private boolean isBound(Object owner, LiveConnection connection) {
        if (!connection.isNative()) {
            return owners.isBound(owner);
        }
        return Ends.portOf(kernel.localAddressOf(connection.descriptor())) != 0;
    }

    private static boolean isUnresolved(SocketAddress remote) {
        return ((InetSocketAddress) remote).isUnresolved();
    }

    void finishBegins(Object channel) {
        LiveConnection connection = descriptors.find(owners.openIdentityOf(channel));
        if (connection != null && connection.beginFinish()) {
            connecting.put(channel, connection);
        }
    }

    void connectReturned(Object owner, boolean established) {
        Tracked there = connecting.remove(owner);
        if (there instanceof PassingConnection && established) {
            opens((PassingConnection) there);
            return;
        }
        LiveConnection connection = descriptors.live(there);
        if (connection != null) {
            returned(connection, owner, established);
        }
    }

    private void opens(PassingConnection passing) {
        CountedConnections.Count count = counted.opened(passing.count(), true);
        if (passing.opens(count)) {
            return;
        }
        LiveConnection connection = descriptors.live(passing); // closed meanwhile, or it has taken long
        if (connection != null) {
            connection.connectReturned(true, SteadyClock.millis());
            connection.claimAnnouncement();
            connection.countsUnlessClosed(count);
        }
    }

    private void returned(LiveConnection connection, Object owner, boolean established) {
        long now = System.nanoTime();
        boolean isAdmitted = connection.isAdmitted();
        CountedConnections.Count usual = connection.usual();
        boolean first;
        boolean isToAnnounce;
        synchronized (connection) {
            first = connection.connectReturned(established, SteadyClock.millisAt(now));
            isToAnnounce = connection.claimAnnouncement();
        }
        if (isToAnnounce) {
            announcements.announce(
                    connection, owner, established ? TcpState.ESTABLISHED : TcpState.SYN_SENT, isAdmitted, usual);
        } else if (first && !connection.isCounted()) {
            SocketEvents.established(connection);
        }
    }

    void connectFailed(Object owner, Throwable thrown) {
        LiveConnection connection = descriptors.live(connecting.remove(owner));
        if (connection == null) {
            return;
        }
        if (!(thrown instanceof IOException)) {
            connection.cancelConnect();
            settle(connection);
        } else {
            failed(connection, thrown);
        }
        if (!owners.isOpen(owner) && connection.beginClose(false)) {
            descriptors.remove(connection); // was closed before the connect had begun in earnest
        }
    }

    /** @param thrown null if nobody was told */
    private void failed(LiveConnection connection, Throwable thrown) {
        if (!connection.connectFailed()) {
            return;
        }
        connection.leavesCount(); // it may have been opened asynchronously
        boolean byOpener = connection.isOpenedByThisThread();
        if (byOpener) {
            connection.claimAnnouncement();
        }
        announcements.nameCreator(connection);
        boolean bound = connection.isBound();
        InetSocketAddress remote = connection.remote();
        boolean exhausted = thrown != null && !bound && SocketErrors.isPortsExhausted(thrown, remote.getAddress());
        SocketEvents.connectFailed(
                byOpener ? connection.begun() : null,
                connection,
                thrown == null ? "asynchronous connect failed" : thrown.toString(),
                exhausted,
                bound);
        connection.announced();
        if (connection.closedByConnectHere()) {
            connection.recordClosed(null, false, -1);
        }
        if (exhausted) {
            holders.wanted(PortHolders.ANY, remote);
        }
    }

    /** Kept for a channel that throws it to nobody. */
    void connectThrew(FileDescriptor descriptor, Throwable thrown) {
        LiveConnection connection = descriptors.known(descriptor);
        if (connection != null && connection.isOpenedByThisThread() && connection.isConnecting()) {
            connection.refusedWith(thrown);
        }
    }

    void connected(Object channel) {
        LiveConnection connection = descriptors.live(connecting.get(channel));
        if (connection != null && connection.connectedAfterAnnouncement() && !connection.isCounted()) {
            SocketEvents.established(connection);
        }
    }

    void asynchronousReturned(Object channel) {
        LiveConnection connection = descriptors.live(connecting.remove(channel));
        if (connection == null) {
            return;
        }
        if (connection.closedByConnectHere()) {
            failed(connection, connection.refusal());
            return;
        }
        try {
            // The event loop may be done with all of it by now, but only the thread that called connect has its stack.
            if (connection.isOpenedByThisThread() && connection.claimAnnouncement()) {
                announcements.announce(
                        connection, channel, connection.stateAnnounced(), connection.isAdmitted(), connection.usual());
            }
        } finally {
            // connected() has told if it is; whose call it was is forgotten with this.
            connection.connectReturned(false, 0);
        }
    }

    /** Whether this thread is inside connect of the owner. */
    boolean isConnecting(Object owner) {
        return connecting.get(owner) != null;
    }

    // ---- accept ----

    void accepted(Object owner) {
        Object identity = owners.identityOf(owner);
        if (identity == owner) {
            accepted(owner, null);
            return;
        }
        FileDescriptor descriptor = (FileDescriptor) identity;
        if (descriptor == null || descriptors.tracked(descriptor) != null) {
            return;
        }
        InetSocketAddress peer = owners.acceptedFrom(owner);
        if (peer == null) {
            peer = kernel.remoteAddressOf(descriptor);
        }
        long now = System.nanoTime();
        boolean isAdmitted = limit.admits(now);
        CountedConnections.Count usual = isAdmitted ? null : habits.placeOfAccept(now);
        if (usual != null) {
            descriptors.addAccepted(descriptor, owner, peer, counted.opened(usual, true), now);
        } else {
            LiveConnection connection = descriptors.add(descriptor, owner, peer, now);
            announcements.announce(connection, owner, TcpState.ESTABLISHED, isAdmitted, null);
        }
    }

    void accepted(Object socket, SocketAddress peer) {
        LiveConnection connection = descriptors.known(socket);
        int number = owners.numberOf(socket);
        long now = System.nanoTime();
        if (connection == null && number >= 0) {
            connection = descriptors.add(socket, number, null, now);
        }
        if (connection != null && connection.isUnconnected()) {
            boolean told = peer instanceof InetSocketAddress;
            InetSocketAddress known = told ? (InetSocketAddress) peer : owners.peerOf(socket);
            synchronized (connection) {
                connection.acceptedFrom(known, SteadyClock.millisAt(now));
            }
            boolean isAdmitted = limit.admits(now);
            CountedConnections.Count usual = isAdmitted ? null : habits.placeOfAccept(now);
            announcements.announce(connection, socket, TcpState.ESTABLISHED, isAdmitted, usual);
        }
    }

    /** Whether a native transport has connected it past the hooks, as io_uring and TCP fast open do. */
    boolean isFoundConnected(LiveConnection connection) {
        if (!connection.mayBeFoundConnected()) {
            return false;
        }
        TcpState word = connection.askKernel();
        boolean isConnected =
                word != null && word != TcpState.CLOSED && word != TcpState.LISTEN && word != TcpState.SYN_SENT;
        if (!isConnected || !connection.foundConnected(kernel.remoteAddressOf(connection.descriptor()))) {
            return false;
        }
        connection.claimAnnouncement();
        announcements.announce(connection, null, TcpState.ESTABLISHED, limit.admits(System.nanoTime()), null);
        return true;
    }
}
