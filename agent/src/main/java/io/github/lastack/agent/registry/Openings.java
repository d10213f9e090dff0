// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.connection.AggregatedConnections;
import io.github.lastack.agent.connection.CloseProgress;
import io.github.lastack.agent.connection.ConnectAttempt;
import io.github.lastack.agent.connection.Endpoints;
import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.sampling.Sampler;
import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.descriptor.ConnectionRecords;
import io.github.lastack.agent.descriptor.OpenDescriptors;
import io.github.lastack.agent.jdk.Owners;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.proc.SocketErrors;
import io.github.lastack.agent.scan.PortHolderLookup;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** How descriptors become connections: every kind of connect, and accept. Thread-safe without a lock of its own. */
final class Openings {
    private final OpenDescriptors descriptors;
    private final Kernel kernel;
    private final Owners owners;
    private final PortHolderLookup portHolders;
    private final StackTable stacks;
    private final Sampler sampler;
    private final OpeningRecorder openingRecorder;

    /** Kept while a thread is inside connect: when connect fails, the descriptor is closed already. */
    private final ConnectsInProgress connecting = new ConnectsInProgress();

    Openings(
            OpenDescriptors descriptors,
            Kernel kernel,
            Owners owners,
            PortHolderLookup portHolders,
            StackTable stacks,
            Sampler sampler,
            AggregatedConnections aggregated) {
        this.descriptors = descriptors;
        this.kernel = kernel;
        this.owners = owners;
        this.portHolders = portHolders;
        this.stacks = stacks;
        this.sampler = sampler;
        this.openingRecorder = new OpeningRecorder(kernel, owners, stacks, sampler, aggregated);
    }

    // ---- created ----

    void created(Object channel) {
        FileDescriptor descriptor = owners.descriptorOf(channel);
        if (descriptor != null && descriptors.known(descriptor) == null) {
            long now = System.nanoTime();
            int choice = sampler.choose(now);
            descriptors.add(descriptor, channel, made(choice), choice, now);
        }
    }

    /**
     * Ignores sockets that are not new TCP sockets; accepted ones arrive through {@link #accepted(Object,
     * SocketAddress)}.
     */
    void created(Object socket, int number) {
        if (kernel.stateOf(descriptors.numbered(number)) == TcpState.CLOSED) {
            long now = System.nanoTime();
            int choice = sampler.choose(now);
            descriptors.add(socket, number, made(choice), choice, now);
        }
    }

    private static CapturedStack made(int choice) {
        return choice == Sampler.SKIPPED ? CapturedStack.STACK_SKIPPED : CapturedStack.here();
    }

    // ---- connect ----

    void connectBegins(Object owner, SocketAddress remote, int timeoutMillis) {
        Object identity = owners.openIdentityOf(owner);
        if (identity == null || !(remote instanceof InetSocketAddress)) {
            return;
        }
        LiveConnection connection = descriptors.known(identity);
        if (((InetSocketAddress) remote).isUnresolved()) {
            settle(connection);
            return;
        }
        long now = System.nanoTime();
        if (connection == null && identity instanceof FileDescriptor) {
            connection = descriptors.add((FileDescriptor) identity, owner, null, Sampler.UNDECIDED, now);
        }
        if (connection != null && begins(connection, owner, (InetSocketAddress) remote, timeoutMillis, now)) {
            connecting.put(owner, connection);
        }
    }

    private boolean begins(
            LiveConnection connection, Object owner, InetSocketAddress remote, int timeoutMillis, long now) {
        ConnectAttempt attempt = new ConnectAttempt(isBound(owner, connection), timeoutMillis);
        boolean isFirst = connection.beginConnect(remote, attempt, SteadyClock.millisAt(now));
        if (isFirst) {
            boolean isRecorded = connection.choice(sampler, now) == Sampler.RECORDED;
            attempt.begun(SocketEvents.connectBegins(!isRecorded));
        }
        return isFirst;
    }

    /** Settles the stack of the creation: the call is going to fail, and a later connect is another call. */
    private void settle(LiveConnection refused) {
        if (refused != null) {
            refused.settle(stacks);
        }
    }

    /** Returns whether the owner was bound before. A native transport's socket does not know that itself. */
    private boolean isBound(Object owner, LiveConnection connection) {
        if (!connection.isNative()) {
            return owners.isBound(owner);
        }
        return Endpoints.portOf(kernel.localAddressOf(connection.descriptor())) != 0;
    }

    void finishBegins(Object channel) {
        LiveConnection connection = descriptors.find(owners.openIdentityOf(channel));
        if (connection != null && connection.beginFinish()) {
            connecting.put(channel, connection);
        }
    }

    void connectReturned(Object owner, boolean established) {
        LiveConnection connection = connecting.remove(owner);
        if (connection == null) {
            return;
        }
        long now = System.nanoTime();
        boolean first;
        boolean isToRecord;
        synchronized (connection) {
            first = connection.connectReturned(established, SteadyClock.millisAt(now));
            isToRecord = connection.claimOpening();
        }
        if (isToRecord) {
            TcpState reached = established ? TcpState.ESTABLISHED : TcpState.SYN_SENT;
            openingRecorder.record(connection, owner, reached, now);
        } else if (first && !connection.isAggregated()) {
            SocketEvents.established(connection);
        }
    }

    void connectFailed(Object owner, Throwable thrown) {
        LiveConnection connection = connecting.remove(owner);
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
            descriptors.remove(connection); // was closed before the connect had really begun
        }
    }

    /**
     * Handles a failed connect.
     *
     * @param thrown null if no caller was told the reason
     */
    private void failed(LiveConnection connection, Throwable thrown) {
        if (!connection.connectFailed()) {
            return;
        }
        connection.recordsIndividually(); // it may have been opened asynchronously
        ConnectAttempt attempt = connection.connecting();
        boolean byOpener = attempt.isByThisThread();
        if (byOpener) {
            connection.claimOpening();
        }
        openingRecorder.nameCreator(connection);
        boolean bound = attempt.isBound();
        InetSocketAddress remote = connection.remote();
        boolean exhausted = thrown != null && !bound && SocketErrors.isPortsExhausted(thrown, remote.getAddress());
        SocketEvents.connectFailed(
                byOpener ? attempt.takeBegun() : null,
                connection,
                thrown == null ? "asynchronous connect failed" : thrown.toString(),
                exhausted,
                bound);
        connection.openingRecorded(null);
        if (isClosedByConnectHere(connection)) {
            ConnectionRecords.closed(connection, null, false, -1);
        }
        if (exhausted) {
            portHolders.wanted(PortHolderLookup.ANY, remote);
        }
    }

    /** Keeps the error for a channel that does not throw it. */
    void connectThrew(FileDescriptor descriptor, Throwable thrown) {
        LiveConnection connection = descriptors.known(descriptor);
        ConnectAttempt attempt = connection == null ? ConnectAttempt.NONE : connection.connecting();
        if (attempt.isByThisThread() && attempt.isUnderWay()) {
            attempt.refusedWith(thrown);
        }
    }

    /** Returns whether connect itself, on the calling thread, closed the descriptor because it failed. */
    private static boolean isClosedByConnectHere(LiveConnection connection) {
        CloseProgress ending = connection.closeProgress();
        return ending != null && ending.isByConnectHere();
    }

    void connected(Object channel) {
        LiveConnection connection = connecting.get(channel);
        if (connection != null && connection.connectedAfterRecording() && !connection.isAggregated()) {
            SocketEvents.established(connection);
        }
    }

    void asynchronousReturned(Object channel) {
        LiveConnection connection = connecting.remove(channel);
        if (connection == null) {
            return;
        }
        ConnectAttempt attempt = connection.connecting();
        if (isClosedByConnectHere(connection)) {
            failed(connection, attempt.refusal());
            return;
        }
        try {
            // The event loop may have finished it by now, but only the thread that called connect has the application's
            // stack.
            if (attempt.isByThisThread() && connection.claimOpening()) {
                TcpState reached = attempt.isEstablished() ? TcpState.ESTABLISHED : TcpState.SYN_SENT;
                openingRecorder.record(connection, channel, reached, System.nanoTime());
            }
        } finally {
            // connected() has reported success, if any; this drops the attempt
            connection.connectReturned(false, 0);
        }
    }

    /** Returns whether the calling thread is inside connect of the owner. */
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
        if (descriptor == null || descriptors.known(descriptor) != null) {
            return;
        }
        InetSocketAddress peer = owners.acceptedFrom(owner);
        if (peer == null) {
            peer = kernel.remoteAddressOf(descriptor);
        }
        long now = System.nanoTime();
        LiveConnection connection = descriptors.addAccepted(descriptor, owner, peer, sampler.choose(now), now);
        openingRecorder.record(connection, owner, TcpState.ESTABLISHED, now);
    }

    void accepted(Object socket, SocketAddress peer) {
        LiveConnection connection = descriptors.known(socket);
        int number = owners.numberOf(socket);
        long now = System.nanoTime();
        if (connection == null && number >= 0) {
            connection = descriptors.add(socket, number, null, Sampler.UNDECIDED, now);
        }
        if (connection != null && connection.isUnconnected()) {
            boolean told = peer instanceof InetSocketAddress;
            InetSocketAddress known = told ? (InetSocketAddress) peer : owners.peerOf(socket);
            connection.acceptedFrom(known, SteadyClock.millisAt(now));
            openingRecorder.record(connection, socket, TcpState.ESTABLISHED, now);
        }
    }

    /** Returns whether a native transport has connected it unseen, as io_uring and TCP fast open do. */
    boolean isFoundConnected(LiveConnection connection) {
        if (!connection.mayBeFoundConnected()) {
            return false;
        }
        TcpState kernelState = connection.askKernel();
        boolean isConnected = kernelState != null
                && kernelState != TcpState.CLOSED
                && kernelState != TcpState.LISTEN
                && kernelState != TcpState.SYN_SENT;
        if (!isConnected || !connection.foundConnected(kernel.remoteAddressOf(connection.descriptor()))) {
            return false;
        }
        connection.claimOpening();
        openingRecorder.record(connection, null, TcpState.ESTABLISHED, System.nanoTime());
        return true;
    }
}
