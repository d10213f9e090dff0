// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.KernelProber;
import io.github.lastack.agent.kernel.Owners;
import io.github.lastack.agent.kernel.ProcessSockets;
import io.github.lastack.agent.kernel.TlsStreams;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connections of this JVM: hears what happens to them, asks the kernel, and has it recorded.
 *
 * <p>Thread-safe without a lock of its own. Writes that move bytes never come here, and reads only while a probe has
 * lately found data that nobody reads: whether somebody does after all, only the read can tell.
 */
public final class ConnectionRegistry implements SocketListener, KernelProber.Probe {
    /** For how long data may wait unread until nobody is expected to read it any more. */
    private static final long WATCH_MILLIS = 60_000;

    private final Kernel kernel;
    private final Owners owners;
    private final TlsStreams tls;
    private final ProcessSockets sockets;
    private final Sites sites;
    /** One count for the life of the JVM, also where the agent goes and comes again. */
    private static final AtomicLong IDS = new AtomicLong();

    /** By descriptor, from its making or first sight to its close. */
    private final ConcurrentMap<Object, LiveConnection> open = new ConcurrentHashMap<>();

    /** For as long as a thread is inside connect: a connect that fails has lost its descriptor by then. */
    private final ConcurrentMap<Connecting, LiveConnection> connecting = new ConcurrentHashMap<>();

    /** By number: what was there before the agent, until its own descriptor object is seen. */
    private final ConcurrentMap<Integer, Adopted> adopted = new ConcurrentHashMap<>();

    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /**
     * @param tls null where this JDK's SSLSocket is not as expected
     * @param stackDepth frames kept of a site
     */
    public ConnectionRegistry(Kernel kernel, Owners owners, TlsStreams tls, ProcessSockets sockets, int stackDepth) {
        this.kernel = kernel;
        this.owners = owners;
        this.tls = tls;
        this.sockets = sockets;
        this.sites = new Sites(stackDepth);
    }

    // ---- opening ----

    @Override
    public void created(Object channel) {
        FileDescriptor descriptor = owners.descriptorOf(channel);
        if (descriptor != null && known(descriptor) == null) {
            add(descriptor, channel, new Origin());
        }
    }

    /** What is no new TCP socket has another protocol, or is being accepted, which is told of next. */
    @Override
    public void created(Object socket, int number) {
        if (kernel.stateOf(sockets.descriptorOf(number)) == TcpState.CLOSED) {
            add(socket, number, new Origin());
        }
    }

    @Override
    public void connectBegins(Object owner, SocketAddress remote) {
        Object identity = owners.openIdentityOf(owner);
        if (identity == null || !(remote instanceof InetSocketAddress) || isUnresolved(remote)) {
            return;
        }
        LiveConnection connection = known(identity);
        if (connection == null && identity instanceof FileDescriptor) {
            connection = add((FileDescriptor) identity, owner, null);
        }
        if (connection != null && connection.beginConnect((InetSocketAddress) remote)) {
            connection.begun(SocketEvents.connectBegins());
            connecting.put(new Connecting(owner), connection);
        }
    }

    private static boolean isUnresolved(SocketAddress remote) {
        return ((InetSocketAddress) remote).isUnresolved();
    }

    @Override
    public void finishBegins(Object channel) {
        LiveConnection connection = find(owners.openIdentityOf(channel));
        if (connection != null && connection.beginFinish()) {
            connecting.put(new Connecting(channel), connection);
        }
    }

    @Override
    public void connectReturned(Object owner, boolean established) {
        LiveConnection connection = connecting.remove(new Connecting(owner));
        if (connection != null) {
            returned(connection, established);
        }
    }

    private void returned(LiveConnection connection, boolean established) {
        boolean first = connection.connectReturned(established);
        if (connection.claimAnnouncement()) {
            announce(connection, established ? TcpState.ESTABLISHED : TcpState.SYN_SENT);
        } else if (first) {
            SocketEvents.established(connection);
        }
    }

    @Override
    public void connectFailed(Object owner, Throwable thrown) {
        LiveConnection connection = connecting.remove(new Connecting(owner));
        if (connection == null) {
            return;
        }
        if (!(thrown instanceof IOException)) {
            connection.cancelConnect();
        } else {
            failed(connection, thrown.toString());
        }
        if (!owners.isOpen(owner) && connection.beginClose(false)) {
            open.remove(connection.key()); // was closed before the connect had begun in earnest
        }
    }

    private void failed(LiveConnection connection, String message) {
        if (!connection.connectFailed()) {
            return;
        }
        boolean byOpener = connection.isOpenedByThisThread();
        if (byOpener) {
            connection.claimAnnouncement();
        }
        nameCreator(connection);
        SocketEvents.connectFailed(byOpener ? connection.begun() : null, connection, message);
        connection.announced();
        if (connection.closedByConnectHere()) {
            SocketEvents.closed(connection.id(), "", false, -1);
        }
    }

    @Override
    public void connected(Object channel) {
        LiveConnection connection = connecting.get(new Connecting(channel));
        if (connection != null && connection.connectedAfterAnnouncement()) {
            SocketEvents.established(connection);
        }
    }

    @Override
    public void asynchronousReturned(Object channel) {
        LiveConnection connection = connecting.remove(new Connecting(channel));
        if (connection == null) {
            return;
        }
        if (connection.closedByConnectHere()) {
            failed(connection, "asynchronous connect failed");
            return;
        }
        connection.connectReturned(false); // connected() has told if it is
        // The event loop may be done with all of it by now, but only the thread that called connect has its stack.
        if (connection.isOpenedByThisThread() && connection.claimAnnouncement()) {
            announce(connection, connection.stateAnnounced());
        }
    }

    @Override
    public void accepted(Object owner) {
        if (owners.identityOf(owner) == owner) {
            accepted(owner, null);
            return;
        }
        FileDescriptor descriptor = owners.descriptorOf(owner);
        if (descriptor == null || known(descriptor) != null) {
            return;
        }
        InetSocketAddress peer = owners.acceptedFrom(owner);
        if (peer == null) {
            peer = kernel.remoteAddressOf(descriptor);
        }
        accepted(add(descriptor, owner, null), peer);
    }

    @Override
    public void accepted(Object socket, SocketAddress peer) {
        LiveConnection connection = known(socket);
        int number = owners.numberOf(socket);
        if (connection == null && number >= 0) {
            connection = add(socket, number, null);
        }
        if (connection != null && connection.isUnconnected()) {
            boolean told = peer instanceof InetSocketAddress;
            accepted(connection, told ? (InetSocketAddress) peer : kernel.remoteAddressOf(connection.descriptor()));
        }
    }

    private void accepted(LiveConnection connection, InetSocketAddress peer) {
        connection.acceptedFrom(peer);
        connection.claimAnnouncement();
        announce(connection, TcpState.ESTABLISHED);
    }

    private void announce(LiveConnection connection, TcpState reached) {
        connection.openedHere();
        nameCreator(connection);
        SocketEvents.opened(connection.begun(), connection, reached.name());
        connection.announced();
    }

    private void nameCreator(LiveConnection connection) {
        connection.createdSite(sites.name(connection.createdElsewhere(sites)));
    }

    @Override
    public void listens(Object owner, int backlog) {
        LiveConnection made = known(owners.identityOf(owner));
        InetSocketAddress local = kernel.localAddressOf(made == null ? owners.descriptorOf(owner) : made.descriptor());
        if (local == null) {
            return;
        }
        if (made != null) {
            made.listens();
        }
        SocketEvents.listenerOpened(
                made == null ? IDS.incrementAndGet() : made.id(),
                owners.apiOf(owner),
                local.getAddress().getHostAddress(),
                local.getPort(),
                backlog,
                made == null ? 0 : sites.name(made.createdElsewhere(sites)));
    }

    // ---- living ----

    @Override
    public void tlsEndOfStream(Object stream) {
        if (tls != null) {
            endOfStream(tls.descriptorOf(stream));
        }
    }

    @Override
    public void endOfStream(Object identity) {
        LiveConnection connection = find(identity);
        if (connection == null || !connection.firstEndOfStream()) {
            return;
        }
        TcpState word = connection.askKernel();
        if (connection.isClosing()) {
            return;
        }
        connection.sawEndOfStream(word);
        SocketEvents.endOfStream(connection.id(), nameOf(word));
    }

    @Override
    public void read(Object identity) {
        LiveConnection connection = find(identity);
        if (connection != null && connection.unreadSinceMillis() != 0) {
            connection.used();
        }
    }

    @Override
    public void failed(Object identity, boolean reading, Throwable thrown) {
        LiveConnection connection = find(identity);
        if (connection == null || !isEnd(thrown) || !connection.firstError()) {
            return;
        }
        TcpState word = connection.askKernel();
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
        failed(owners.identityOf(owner), false, thrown);
    }

    @Override
    public void shuts(Object owner, boolean input) {
        LiveConnection connection = find(owners.openIdentityOf(owner));
        if (connection == null || !connection.firstShutdown(input)) {
            return;
        }
        TcpState before = connection.askKernel();
        connection.shut(input, before);
        SocketEvents.shutdown(connection.id(), input ? "input" : "output", nameOf(before));
    }

    // ---- ending ----

    @Override
    public void closes(Object owner) {
        closes(owners.identityOf(owner), connecting.containsKey(new Connecting(owner)));
    }

    @Override
    public void descriptorCloses(FileDescriptor descriptor) {
        closes(descriptor, false);
    }

    private void closes(Object identity, boolean insideConnect) {
        LiveConnection connection = find(identity);
        if (connection == null || !connection.beginClose(insideConnect)) {
            return;
        }
        if (connection.isConnection() && !insideConnect) {
            closed(connection, connection.descriptor());
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
            if (connection == null || connection.isClosing()) {
                continue;
            }
            if (connection.isUnconnected()) {
                describe(connection, null); // it never had an event, and this is the last chance
            }
            if (connection.isAnnounced() || connection.isUnconnected()) {
                SocketEvents.collected(connection.id());
            }
        }
    }

    // ---- there before the agent ----

    /** Takes up the connections that were open before the hooks were; call it once the hooks are in. */
    public void adopt() throws IOException {
        List<ProcessSockets.Found> found = sockets.connections();
        Set<Integer> known = new HashSet<>();
        for (LiveConnection connection : open.values()) {
            FileDescriptor descriptor = connection.descriptor();
            if (descriptor != null) {
                known.add(sockets.numberOf(descriptor));
            }
        }
        for (ProcessSockets.Found old : found) {
            if (!known.contains(old.number)) {
                LiveConnection connection = new LiveConnection(IDS.incrementAndGet(), null, "", kernel, null);
                connection.adopt(old, sockets.descriptorOf(old.number));
                describe(connection, old.state); // before its close can be heard of
                adopted.put(old.number, new Adopted(connection, old.inode));
            }
        }
        dropGone(); // what was closed, unheard of, between being found and being known
    }

    /** Forgets those whose number is another's by now: they were being closed while the hooks came in. */
    private void dropGone() {
        for (Map.Entry<Integer, Adopted> old : adopted.entrySet()) {
            Adopted was = old.getValue();
            if (!was.inode.equals(ProcessSockets.inodeOf(old.getKey())) && adopted.remove(old.getKey(), was)) {
                gone(was);
            }
        }
    }

    private static void gone(Adopted old) {
        if (old.connection.beginClose(false)) {
            SocketEvents.closed(old.connection.id(), TcpState.CLOSED.name(), false, -1);
        }
    }

    private List<LiveConnection> all() {
        List<LiveConnection> all = new ArrayList<>(open.values());
        for (Adopted old : adopted.values()) {
            all.add(old.connection);
        }
        return all;
    }

    private static final class Adopted {
        final LiveConnection connection;
        final String inode;

        Adopted(LiveConnection connection, String inode) {
            this.connection = connection;
            this.inode = inode;
        }
    }

    // ---- asked from outside ----

    /** Asks the kernel about every open connection, and has recorded what is news. */
    @Override
    public void probe() {
        try {
            expunge();
            long young = System.currentTimeMillis() - WATCH_MILLIS;
            boolean suspects = false;
            dropGone();
            for (LiveConnection connection : all()) {
                probe(connection);
                suspects |= connection.unreadSinceMillis() > young;
            }
            SocketHooks.watchReads(suspects);
        } catch (Throwable t) {
            SocketHooks.suppressed(t);
        }
    }

    private void probe(LiveConnection connection) {
        FileDescriptor descriptor = connection.descriptor();
        if (descriptor == null || connection.isConnecting()) {
            return;
        }
        connection.settle(sites);
        if (!connection.isAnnounced() && !isFoundConnected(connection)) {
            return;
        }
        int movesBefore = connection.moves();
        TcpState word = connection.askKernel();
        if (word == null) {
            return;
        }
        if (connection.kernelSays(word, movesBefore)) {
            SocketEvents.kernelState(connection.id(), word.name());
        }
        connection.unread(connection.canTellUnread(word) && kernel.isReadable(descriptor));
    }

    /** Whether a native transport has connected it past the hooks, as io_uring and TCP fast open do. */
    private boolean isFoundConnected(LiveConnection connection) {
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
        announce(connection, TcpState.ESTABLISHED);
        return true;
    }

    /** Commits a description of every open descriptor, then of the sites that this chunk names. */
    public void describe() {
        expunge();
        dropGone();
        for (LiveConnection connection : all()) {
            FileDescriptor descriptor = connection.descriptor();
            if (descriptor == null || connection.isClosing()) {
                continue;
            }
            if (connection.isAnnounced() || isFoundConnected(connection)) {
                TcpState word = connection.askKernel();
                describe(connection, word);
            } else if (connection.isUnconnected()) {
                describe(connection, null);
            }
        }
        sites.describe();
    }

    private void describe(LiveConnection connection, TcpState word) {
        connection.settle(sites);
        SocketEvents.openConnection(
                connection,
                connection.openedAtMillis(),
                connection.state().name(),
                connection.stateSinceMillis(),
                nameOf(word),
                sites.name(connection.openedSite()),
                sites.name(connection.endOfStreamSite()),
                connection.endOfStreamSeen(),
                sites.name(connection.lastUsedSite()),
                connection.unreadSinceMillis());
    }

    public int openConnections() {
        int count = 0;
        for (LiveConnection connection : all()) {
            count += connection.isAnnounced() ? 1 : 0;
        }
        return count;
    }

    // ---- by descriptor ----

    private LiveConnection known(Object identity) {
        return identity == null ? null : open.get(new DescriptorKey.Sought(identity));
    }

    /** Also finds what was there before the agent, by its number, and from then on knows it like all others. */
    private LiveConnection find(Object identity) {
        LiveConnection connection = known(identity);
        if (connection != null || identity == null || adopted.isEmpty()) {
            return connection;
        }
        boolean isNative = !(identity instanceof FileDescriptor);
        Adopted old =
                adopted.remove(isNative ? owners.numberOf(identity) : sockets.numberOf((FileDescriptor) identity));
        if (old == null) {
            return null;
        }
        DescriptorKey key = new DescriptorKey(identity, isNative ? old.connection.descriptor() : null, collected);
        old.connection.bind(key);
        open.put(key, old.connection);
        return old.connection;
    }

    private LiveConnection add(FileDescriptor descriptor, Object owner, Origin created) {
        return add(new DescriptorKey(descriptor, null, collected), owner, created);
    }

    private LiveConnection add(Object socket, int number, Origin created) {
        return add(new DescriptorKey(socket, sockets.descriptorOf(number), collected), socket, created);
    }

    private LiveConnection add(DescriptorKey key, Object owner, Origin created) {
        expunge();
        if (!adopted.isEmpty()) {
            Adopted old = adopted.remove(sockets.numberOf(key.descriptor()));
            if (old != null) {
                gone(old); // the number is another's now
            }
        }
        LiveConnection connection =
                new LiveConnection(IDS.incrementAndGet(), key, owners.apiOf(owner), kernel, created);
        open.put(key, connection);
        return connection;
    }

    private static String nameOf(TcpState state) {
        return state == null ? "" : state.name();
    }

    /** A thread inside connect: a selector's may finish what another's has not yet returned from. */
    private static final class Connecting {
        private final Object owner;
        private final int thread = LiveConnection.thisThread();

        Connecting(Object owner) {
            this.owner = owner;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(owner);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Connecting
                    && ((Connecting) other).owner == owner
                    && ((Connecting) other).thread == thread;
        }
    }
}
