// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.Owners;
import io.github.lastack.agent.kernel.ProcessSockets;
import io.github.lastack.agent.kernel.TlsStreams;
import io.github.lastack.boot.SocketListener;
import io.github.lastack.events.ListenerEvents;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * The connections of this JVM: hears what happens to them, asks the kernel, and has it recorded.
 *
 * <p>Thread-safe without a lock of its own. Writes that move bytes never come here, and reads only while a probe has
 * lately found data that nobody reads: whether somebody does after all, only the read can tell.
 */
public final class ConnectionRegistry implements SocketListener {
    /** So many times as many connections as are described have their stack taken. */
    private static final int STACKS_FOR_ONE_DESCRIBED = 2;

    private final Kernel kernel;
    private final Owners owners;
    private final TlsStreams tls;
    private final Sites sites;
    private final OpenDescriptors descriptors;
    private final Openings openings;
    private final BindFailures bindFailures;
    private final Closings closings;
    private final Census census;
    private final Counts counts;
    private final CountedConnections counted;

    /**
     * @param tls null where this JDK's SSLSocket is not as expected
     * @param backtrace null where this JVM's is not known
     * @param stackDepth frames kept of a site
     * @param detailLimit connections a second that are described one by one; 0 for all
     */
    public ConnectionRegistry(
            Kernel kernel,
            Owners owners,
            TlsStreams tls,
            ProcessSockets sockets,
            Backtrace backtrace,
            int stackDepth,
            int detailLimit) {
        this.kernel = kernel;
        this.owners = owners;
        this.tls = tls;
        this.sites = new Sites(backtrace, stackDepth);
        this.counted = new CountedConnections(sites);
        this.descriptors = new OpenDescriptors(kernel, owners, sockets, sites);
        PortHolders holders = new PortHolders(descriptors, sockets);
        this.openings = new Openings(
                descriptors,
                kernel,
                owners,
                holders,
                sites,
                new RateLimit(detailLimit, System.nanoTime()),
                counted,
                new Habits<>(new RateLimit(detailLimit * STACKS_FOR_ONE_DESCRIBED, System.nanoTime())));
        this.bindFailures = new BindFailures(descriptors, holders, kernel, owners);
        this.closings = new Closings(descriptors, openings, kernel, owners);
        this.census = new Census(descriptors, openings, kernel, holders, sites);
        this.counts = new Counts(descriptors, sockets);
    }

    public Census census() {
        return census;
    }

    public Counts counts() {
        return counts;
    }

    /** How many connections were opened too fast to be described one by one. */
    public long countedConnections() {
        return counted.opened();
    }

    /** Commits how many connections were only counted since the last time. */
    public void tellCounted() {
        counted.tell();
    }

    /** Commits the stacks that this chunk names and does not have yet. */
    public void describeSites() {
        sites.describe();
    }

    /** Takes up the connections that were open before the hooks were; call it once the hooks are in. */
    public void adopt() throws IOException {
        closings.lingers();
        descriptors.adopt();
    }

    // ---- opening ----

    @Override
    public void created(Object channel) {
        openings.created(channel);
    }

    @Override
    public void created(Object socket, int number) {
        openings.created(socket, number);
    }

    @Override
    public void connectBegins(Object owner, SocketAddress remote) {
        openings.connectBegins(owner, remote);
    }

    @Override
    public void finishBegins(Object channel) {
        openings.finishBegins(channel);
    }

    @Override
    public void connectReturned(Object owner, boolean established) {
        openings.connectReturned(owner, established);
    }

    @Override
    public void connectFailed(Object owner, Throwable thrown) {
        openings.connectFailed(owner, thrown);
    }

    @Override
    public void connectThrew(FileDescriptor descriptor, Throwable thrown) {
        openings.connectThrew(descriptor, thrown);
    }

    @Override
    public void connected(Object channel) {
        openings.connected(channel);
    }

    @Override
    public void asynchronousReturned(Object channel) {
        openings.asynchronousReturned(channel);
    }

    @Override
    public void accepted(Object owner) {
        openings.accepted(owner);
    }

    @Override
    public void accepted(Object socket, SocketAddress peer) {
        openings.accepted(socket, peer);
    }

    @Override
    public void listens(Object owner, int backlog) {
        LiveConnection listener = descriptors.found(owner);
        InetSocketAddress local = listener == null ? null : kernel.localAddressOf(listener.descriptor());
        if (local == null) {
            return;
        }
        listener.listens(owners.backlogOf(owner, backlog));
        ListenerEvents.listenerOpened(
                listener.id(),
                owners.apiOf(owner),
                local.getAddress().getHostAddress(),
                local.getPort(),
                backlog,
                sites.name(listener.createdElsewhere(sites)));
    }

    @Override
    public void bindFailed(Object owner, SocketAddress asked, Throwable thrown) {
        bindFailures.bindFailed(owner, asked, thrown);
    }

    @Override
    public void listenFailed(Object owner, Throwable thrown) {
        bindFailures.listenFailed(owner, thrown);
    }

    // ---- living ----

    @Override
    public void tlsEndOfStream(Object stream) {
        if (tls != null) {
            endOfStream(tls.descriptorOf(stream), false);
        }
    }

    @Override
    public void endOfStream(Object identity) {
        endOfStream(identity, true);
    }

    private void endOfStream(Object identity, boolean ofTcp) {
        Tracked there = descriptors.tracked(identity);
        if (ofTcp && there instanceof PassingConnection && ((PassingConnection) there).endsStream()) {
            return;
        }
        LiveConnection connection = descriptors.find(identity, there);
        if (connection == null || !connection.firstEndOfStream(ofTcp)) {
            return;
        }
        TcpState word = connection.askKernel();
        if (connection.isClosing()) {
            return;
        }
        connection.sawEndOfStream(word, ofTcp);
        SocketEvents.endOfStream(connection, LiveConnection.nameOf(word));
    }

    @Override
    public void read(Object identity) {
        Tracked there = descriptors.tracked(identity);
        LiveConnection connection = there instanceof PassingConnection ? null : descriptors.find(identity, there);
        if (connection != null && connection.unreadSinceMillis() != 0) {
            census.isRead(connection.used());
        }
    }

    @Override
    public void failed(Object identity, boolean reading, Throwable thrown) {
        LiveConnection connection = descriptors.find(identity);
        if (connection == null || !isEnd(thrown) || !connection.firstError()) {
            return;
        }
        TcpState word = connection.askKernel();
        if (connection.isClosing()) {
            return;
        }
        connection.sawError(word);
        if (!connection.isCounted()) {
            SocketEvents.error(connection, reading ? "read" : "write", thrown.toString(), LiveConnection.nameOf(word));
        }
    }

    @Override
    public void completed(Object channel, boolean reading, int result) {
        Object socket = owners.identityOf(channel);
        if (result > 0) {
            read(socket);
        } else if (result == 0) {
            endOfStream(socket);
        } else if (Kernel.isEnd(-result)) {
            failed(socket, reading, new IOException("errno " + -result));
        }
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
        LiveConnection connection = descriptors.find(owners.openIdentityOf(owner));
        if (connection == null || !connection.firstShutdown(input)) {
            return;
        }
        TcpState before = connection.askKernel();
        connection.shut(input, before);
        if (!connection.isCounted()) {
            SocketEvents.shutdown(connection, input ? "input" : "output", LiveConnection.nameOf(before));
        }
    }

    // ---- ending ----

    @Override
    public void lingers() {
        closings.lingers();
    }

    @Override
    public void closes(Object owner) {
        closings.closes(owner);
    }

    @Override
    public void descriptorCloses(FileDescriptor descriptor) {
        closings.descriptorCloses(descriptor);
    }
}
