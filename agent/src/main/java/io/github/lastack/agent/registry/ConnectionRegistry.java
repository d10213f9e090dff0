// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.KernelProber;
import io.github.lastack.boot.SocketHooks;
import io.github.lastack.boot.SocketListener;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connections of this JVM: hears what happens to them, asks the kernel, and has it recorded.
 *
 * <p>Thread-safe without a lock of its own. Reads and writes that move bytes never come here.
 */
public final class ConnectionRegistry implements SocketListener, KernelProber.Probe {
    private final Kernel kernel;
    private final Sites sites;
    private final AtomicLong ids = new AtomicLong();

    /** By descriptor, from its making or first sight to its close. */
    private final ConcurrentMap<Object, LiveConnection> open = new ConcurrentHashMap<>();

    /** By owner, for as long as a thread is inside connect: a connect that fails has lost its descriptor by then. */
    private final ConcurrentMap<Owner, LiveConnection> connecting = new ConcurrentHashMap<>();

    private final ReferenceQueue<FileDescriptor> collected = new ReferenceQueue<>();

    /** @param stackDepth frames kept of a site */
    public ConnectionRegistry(Kernel kernel, int stackDepth) {
        this.kernel = kernel;
        this.sites = new Sites(stackDepth);
    }

    // ---- opening ----

    @Override
    public void created(Object channel) {
        FileDescriptor descriptor = kernel.descriptorOf(channel);
        if (descriptor != null && find(descriptor) == null) {
            add(descriptor, channel, new Origin());
        }
    }

    @Override
    public void connectBegins(Object owner, SocketAddress remote) {
        FileDescriptor descriptor = kernel.descriptorOf(owner);
        if (descriptor == null || !(remote instanceof InetSocketAddress) || isUnresolved(remote)) {
            return;
        }
        LiveConnection connection = find(descriptor);
        if (connection == null) {
            connection = add(descriptor, owner, null);
        }
        if (connection.beginConnect((InetSocketAddress) remote)) {
            connection.begun(SocketEvents.connectBegins());
            connecting.put(new Owner(owner), connection);
        }
    }

    private static boolean isUnresolved(SocketAddress remote) {
        return ((InetSocketAddress) remote).isUnresolved();
    }

    @Override
    public void finishBegins(Object channel) {
        LiveConnection connection = find(kernel.descriptorOf(channel));
        if (connection != null && connection.beginFinish()) {
            connecting.put(new Owner(channel), connection);
        }
    }

    @Override
    public void connectReturned(Object owner, boolean established) {
        LiveConnection connection = connecting.remove(new Owner(owner));
        if (connection == null) {
            return;
        }
        connection.connectReturned(established);
        if (!connection.isAnnounced()) {
            announce(connection, established ? TcpState.ESTABLISHED : TcpState.SYN_SENT);
        } else if (established) {
            SocketEvents.established(connection);
        }
    }

    @Override
    public void connectFailed(Object owner, Throwable thrown) {
        LiveConnection connection = connecting.remove(new Owner(owner));
        if (connection == null) {
            return;
        }
        if (!(thrown instanceof IOException)) {
            connection.cancelConnect();
            return;
        }
        connection.connectFailed();
        nameCreator(connection);
        SocketEvents.connectFailed(connection.begun(), connection, thrown.toString());
        connection.announced();
        if (connection.closedByConnect()) {
            SocketEvents.closed(connection.id(), "", false, -1);
        }
    }

    @Override
    public void accepted(Object owner) {
        FileDescriptor descriptor = kernel.descriptorOf(owner);
        if (descriptor == null || find(descriptor) != null) {
            return;
        }
        InetSocketAddress peer = kernel.acceptedFrom(owner);
        if (peer == null) {
            peer = kernel.remoteAddressOf(descriptor);
        }
        if (peer == null && kernel.stateOf(descriptor) == null) {
            return; // a Unix-domain channel
        }
        LiveConnection connection = add(descriptor, owner, null);
        connection.acceptedFrom(peer);
        announce(connection, TcpState.ESTABLISHED);
    }

    private void announce(LiveConnection connection, TcpState reached) {
        connection.openedHere();
        nameCreator(connection);
        SocketEvents.opened(connection.begun(), connection, reached.name());
        connection.announced();
    }

    private void nameCreator(LiveConnection connection) {
        Origin elsewhere = connection.createdElsewhere();
        if (elsewhere != null) {
            connection.createdSite(sites.name(sites.intern(elsewhere)));
        }
    }

    @Override
    public void listens(Object owner, int backlog) {
        FileDescriptor descriptor = kernel.descriptorOf(owner);
        InetSocketAddress local = kernel.localAddressOf(descriptor);
        if (local == null) {
            return;
        }
        LiveConnection channel = find(descriptor);
        Origin elsewhere = channel == null ? null : channel.createdElsewhere();
        SocketEvents.listenerOpened(
                channel == null ? ids.incrementAndGet() : channel.id(),
                Kernel.apiOf(owner),
                local.getAddress().getHostAddress(),
                local.getPort(),
                backlog,
                elsewhere == null ? 0 : sites.name(sites.intern(elsewhere)));
    }

    // ---- living ----

    @Override
    public void endOfStream(FileDescriptor descriptor) {
        LiveConnection connection = find(descriptor);
        if (connection == null || !connection.firstEndOfStream()) {
            return;
        }
        TcpState word = connection.askKernel(descriptor);
        if (connection.isClosing()) {
            return;
        }
        connection.sawEndOfStream(word);
        SocketEvents.endOfStream(connection.id(), nameOf(word));
    }

    @Override
    public void failed(FileDescriptor descriptor, boolean reading, Throwable thrown) {
        LiveConnection connection = find(descriptor);
        if (connection == null || !isEnd(thrown) || !connection.firstError()) {
            return;
        }
        TcpState word = connection.askKernel(descriptor);
        if (connection.isClosing()) {
            return;
        }
        connection.sawError(word);
        SocketEvents.error(connection.id(), reading ? "read" : "write", thrown.toString(), nameOf(word));
    }

    /** A read that timed out (SO_TIMEOUT) or was interrupted is no end. */
    private static boolean isEnd(Throwable thrown) {
        return thrown instanceof IOException && !(thrown instanceof InterruptedIOException);
    }

    @Override
    public void writeFailed(Object owner, Throwable thrown) {
        failed(kernel.descriptorOf(owner), false, thrown);
    }

    @Override
    public void shuts(Object owner, boolean input) {
        FileDescriptor descriptor = kernel.descriptorOf(owner);
        LiveConnection connection = find(descriptor);
        if (connection == null || !connection.firstShutdown(input)) {
            return;
        }
        TcpState before = connection.askKernel(descriptor);
        connection.shut(input, before);
        SocketEvents.shutdown(connection.id(), input ? "input" : "output", nameOf(before));
    }

    // ---- ending ----

    @Override
    public void closes(Object owner) {
        descriptorCloses(kernel.descriptorOf(owner));
    }

    @Override
    public void descriptorCloses(FileDescriptor descriptor) {
        LiveConnection connection = find(descriptor);
        if (connection == null || !connection.beginClose()) {
            return;
        }
        if (connection.isConnection() && !connection.closedByConnect()) {
            closed(connection, descriptor);
        }
        open.remove(connection.key());
    }

    private void closed(LiveConnection connection, FileDescriptor descriptor) {
        TcpState before = kernel.stateOf(descriptor);
        boolean unreadData = connection.canTellUnread(before) && kernel.isReadable(descriptor);
        int linger = kernel.lingerOf(descriptor);
        connection.closed(before, unreadData, linger);
        SocketEvents.closed(connection.id(), nameOf(before), unreadData, linger);
    }

    /** Forgets the connections whose descriptor object is gone without a close. */
    private void expunge() {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            LiveConnection connection = open.remove(gone);
            if (connection != null && connection.isAnnounced()) {
                SocketEvents.collected(connection.id());
            }
        }
    }

    // ---- asked from outside ----

    /** Asks the kernel about every open connection, and has recorded what is news. */
    @Override
    public void probe() {
        try {
            expunge();
            for (LiveConnection connection : open.values()) {
                probe(connection);
            }
        } catch (Throwable t) {
            SocketHooks.suppressed(t);
        }
    }

    private void probe(LiveConnection connection) {
        FileDescriptor descriptor = connection.key().get();
        if (descriptor == null || !connection.isAnnounced() || connection.isConnecting()) {
            return;
        }
        connection.settle(sites);
        TcpState word = connection.askKernel(descriptor);
        if (word != null && connection.kernelSays(word)) {
            SocketEvents.kernelState(connection.id(), word.name());
        }
    }

    /** Commits a description of every open connection, then of the sites that this chunk names. */
    public void describe() {
        expunge();
        for (LiveConnection connection : open.values()) {
            FileDescriptor descriptor = connection.key().get();
            if (descriptor != null && connection.isAnnounced()) {
                connection.settle(sites);
                describe(connection, connection.askKernel(descriptor));
            }
        }
        sites.describe();
    }

    private void describe(LiveConnection connection, TcpState word) {
        if (connection.isClosing()) {
            return;
        }
        SocketEvents.openConnection(
                connection,
                connection.openedAtMillis(),
                connection.state().name(),
                connection.stateSinceMillis(),
                nameOf(word),
                sites.name(connection.openedSite()),
                sites.name(connection.endOfStreamSite()),
                connection.endOfStreamSeen());
    }

    public int openConnections() {
        int count = 0;
        for (LiveConnection connection : open.values()) {
            count += connection.isAnnounced() ? 1 : 0;
        }
        return count;
    }

    // ---- by descriptor ----

    private LiveConnection find(FileDescriptor descriptor) {
        return descriptor == null ? null : open.get(new DescriptorKey.Sought(descriptor));
    }

    private LiveConnection add(FileDescriptor descriptor, Object owner, Origin created) {
        expunge();
        DescriptorKey key = new DescriptorKey(descriptor, collected);
        LiveConnection connection =
                new LiveConnection(ids.incrementAndGet(), key, Kernel.apiOf(owner), kernel, created);
        open.put(key, connection);
        return connection;
    }

    private static String nameOf(TcpState state) {
        return state == null ? "" : state.name();
    }

    /** The socket or channel that connects, by identity. */
    private static final class Owner {
        private final Object owner;

        Owner(Object owner) {
            this.owner = owner;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(owner);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Owner && ((Owner) other).owner == owner;
        }
    }
}
