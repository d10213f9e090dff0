// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.descriptor;

import io.github.lastack.agent.connection.ApiContext;
import io.github.lastack.agent.connection.ConnectionTotals;
import io.github.lastack.agent.connection.DescriptorKey;
import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.sampling.Sampler;
import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.jdk.Owners;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.proc.ProcessSockets;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All open descriptors, found by their object. Those from before the agent are found by number until their own object
 * is seen. Thread-safe without a lock of its own.
 */
public final class OpenDescriptors {
    /** A descriptor that had no connection for so long is neither about to be connected nor about to be closed. */
    private static final long SETTLES_MILLIS = 2_000;

    private final Kernel kernel;
    private final Owners owners;
    private final ProcessSockets sockets;
    private final ConnectionRecords records;

    /** From the creation or first sight of a descriptor to its close. */
    private final DescriptorTable open = new DescriptorTable();

    /** The descriptors without a connection when the agent was attached; null once they were looked at again. */
    private volatile List<ProcessSockets.Found> doubtful;

    private volatile long doubtfulSinceMillis;

    /** The descriptors from before the agent whose own object was not seen yet, by number. */
    private final ConcurrentMap<Integer, Adopted> adopted = new ConcurrentHashMap<>();

    private final ConnectionTotals totals = new ConnectionTotals();
    private final ConcurrentMap<String, ApiContext> contexts = new ConcurrentHashMap<>();
    private final LostConnections lost = new LostConnections();
    private volatile ApiContext lastContext; // most programs use one API
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();
    private final AtomicLong dropped = new AtomicLong();

    public OpenDescriptors(Kernel kernel, Owners owners, ProcessSockets sockets, ConnectionRecords records) {
        this.kernel = kernel;
        this.owners = owners;
        this.sockets = sockets;
        this.records = records;
    }

    public ConnectionTotals totals() {
        return totals;
    }

    /** Returns the connections whose channel was collected without a close. */
    public LostConnections lost() {
        return lost;
    }

    /** Returns a descriptor object of ours, to ask the kernel with. */
    public FileDescriptor numbered(int number) {
        return sockets.descriptorOf(number);
    }

    /** Returns the connection with that number; null if none is known. */
    public LiveConnection numberedConnection(int number) {
        return open.at(number);
    }

    /** Returns the connection; null if it is not known. */
    public LiveConnection known(Object identity) {
        return identity == null ? null : open.get(identity, numberOf(identity));
    }

    private int numberOf(Object identity) {
        return identity instanceof FileDescriptor
                ? sockets.numberOf((FileDescriptor) identity)
                : owners.numberOf(identity);
    }

    /** Returns the connection, and binds one from before the agent to its own object; null if it is not known. */
    public LiveConnection find(Object identity) {
        LiveConnection connection = known(identity);
        if (connection != null || identity == null || adopted.isEmpty()) {
            return connection;
        }
        int number = numberOf(identity);
        Adopted old = adopted.get(number);
        return old == null ? known(identity) : bound(old, number, identity);
    }

    /**
     * Binds a connection from before the agent to its own object. Two threads may meet it at the same moment: one binds
     * it, and the other finds it at every moment, since it is known by its object before it is removed by its number.
     */
    private LiveConnection bound(Adopted old, int number, Object identity) {
        LiveConnection connection = old.connection;
        FileDescriptor carried = identity instanceof FileDescriptor ? null : connection.descriptor();
        if (!connection.bind(new DescriptorKey(identity, number, carried, collected))) {
            return connection.key().get() == identity ? connection : null;
        }
        open.put(connection);
        if (!adopted.remove(number, old)) {
            open.remove(connection); // found to be closed meanwhile: the number is another's
            return null;
        }
        return connection;
    }

    /**
     * Returns the owner's connection, and adds it if it is not known; null if the owner holds no descriptor that can
     * be.
     */
    public LiveConnection found(Object owner) {
        Object identity = owners.openIdentityOf(owner);
        LiveConnection connection = find(identity);
        return connection == null && identity instanceof FileDescriptor
                ? add((FileDescriptor) identity, owner, null, Sampler.UNDECIDED, System.nanoTime())
                : connection;
    }

    /**
     * Adds a new descriptor of the JDK.
     *
     * @param made the stack of its creation, if it is not opened there; else null
     * @param choice of the {@link Sampler}, or {@link Sampler#UNDECIDED}
     * @param nowNanos of {@code System.nanoTime}
     */
    public LiveConnection add(FileDescriptor descriptor, Object owner, CapturedStack made, int choice, long nowNanos) {
        int number = sockets.numberOf(descriptor);
        return add(new LiveConnection(descriptor, number, null, contextFor(owner), made, choice, nowNanos));
    }

    /** Adds a native transport's socket, with the number of its descriptor. */
    public LiveConnection add(Object socket, int number, CapturedStack made, int choice, long nowNanos) {
        FileDescriptor carried = sockets.descriptorOf(number);
        return add(new LiveConnection(socket, number, carried, contextFor(socket), made, choice, nowNanos));
    }

    /** Adds an accepted connection, which is a connection before others can find it. */
    public LiveConnection addAccepted(
            FileDescriptor descriptor, Object owner, InetSocketAddress peer, int choice, long nowNanos) {
        int number = sockets.numberOf(descriptor);
        LiveConnection connection =
                new LiveConnection(descriptor, number, null, contextFor(owner), null, choice, nowNanos);
        connection.acceptedFrom(peer, SteadyClock.millisAt(nowNanos));
        return add(connection);
    }

    private LiveConnection add(LiveConnection connection) {
        expunge();
        if (!adopted.isEmpty()) {
            Adopted old = adopted.remove(connection.key().number());
            if (old != null) {
                gone(old); // the number is another's now
            }
        }
        open.put(connection);
        return connection;
    }

    private ApiContext contextFor(Object owner) {
        return contextBy(owners.apiOf(owner));
    }

    private ApiContext contextBy(String api) {
        ApiContext known = lastContext;
        if (known == null || known.api != api) {
            known = contexts.get(api);
            if (known == null) {
                known = new ApiContext(api, kernel, collected, totals);
                contexts.put(api, known); // there may be two for a moment
            }
            lastContext = known;
        }
        return known;
    }

    public void remove(LiveConnection connection) {
        open.remove(connection);
    }

    /** Removes the descriptors whose object was collected without a close, and has that recorded. */
    public void expunge() {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            LiveConnection connection = open.remove((DescriptorKey) gone);
            if (connection == null || connection.isClosing()) {
                continue;
            }
            if (connection.isChannel()) {
                totals.countLost();
                lost.add(records.evidenceOf(connection), connection.stateSinceMillis());
            }
            if (connection.isUnconnected() || connection.isAggregated() || connection.user() != null) {
                records.open(connection, null); // the last chance to record it, or its last user
            }
            if (connection.isOpeningRecorded() || connection.isUnconnected()) {
                wasDropped();
                SocketEvents.collected(connection);
                ConnectionRecords.ended(connection);
            }
        }
    }

    /** Notes that a descriptor's object was collected without a close. */
    public void wasDropped() {
        dropped.incrementAndGet();
    }

    /** Returns how many descriptors' objects were collected without a close so far. */
    public long droppedSoFar() {
        return dropped.get();
    }

    public Iterable<LiveConnection> all() {
        if (adopted.isEmpty()) {
            return open; // there may be many, and all are visited every second
        }
        // In this order, since they move from one to the other: none is missed, and some come twice.
        Set<LiveConnection> all = new LinkedHashSet<>();
        for (Adopted old : adopted.values()) {
            all.add(old.connection);
        }
        for (LiveConnection connection : open) {
            all.add(connection);
        }
        return all;
    }

    // ---- from before the agent ----

    /** Returns whether there are any whose own descriptor object was not seen yet. */
    public boolean hasUnbound() {
        return !adopted.isEmpty();
    }

    /**
     * Adds the connections and listeners that were open before the hooks were installed. Call it once the hooks are in.
     */
    public void adopt() throws IOException {
        long now = SteadyClock.millis();
        List<ProcessSockets.Found> unconnected = new ArrayList<>();
        List<ProcessSockets.Found> connected = new ArrayList<>();
        for (ProcessSockets.Found old : sockets.found()) {
            (old.state == TcpState.CLOSED ? unconnected : connected).add(old);
        }
        adopt(connected, now);
        doubtfulSinceMillis = now;
        doubtful = unconnected;
    }

    private void adopt(List<ProcessSockets.Found> found, long foundMillis) {
        Set<Integer> known = numbers();
        for (ProcessSockets.Found old : found) {
            if (!known.contains(old.number)) {
                FileDescriptor own = sockets.descriptorOf(old.number);
                LiveConnection connection = new LiveConnection(old, own, contextBy(""), foundMillis);
                if (connection.isConnection()) {
                    records.open(connection, old.state); // before its close can be reported
                }
                adopted.put(old.number, new Adopted(connection, old.inode));
            }
        }
        dropGone(); // what was closed, unseen, between being found and being known
    }

    /**
     * Adds the descriptors that had no connection when the agent was attached, once a connect or close that was about
     * to come has had time. Must be called by one thread.
     */
    public void adoptUnconnected() {
        List<ProcessSockets.Found> found = doubtful;
        if (found == null || SteadyClock.millis() - doubtfulSinceMillis < SETTLES_MILLIS) {
            return;
        }
        doubtful = null;
        List<ProcessSockets.Found> still = new ArrayList<>();
        for (ProcessSockets.Found old : found) {
            if (sockets.isStill(old)) {
                still.add(old);
            }
        }
        adopt(still, doubtfulSinceMillis);
    }

    private Set<Integer> numbers() {
        Set<Integer> numbers = new HashSet<>();
        for (LiveConnection connection : open) {
            FileDescriptor descriptor = connection.descriptor();
            if (descriptor != null) {
                numbers.add(sockets.numberOf(descriptor));
            }
        }
        return numbers;
    }

    /**
     * Removes those whose number is another's by now: they were closed while the hooks were being installed, or by
     * native code. Also removes unconnected ones that are bound now or whose own object is known, since they are going
     * to be used.
     */
    public void dropGone() {
        for (Map.Entry<Integer, Adopted> old : adopted.entrySet()) {
            Adopted was = old.getValue();
            boolean isGone = was.inode != ProcessSockets.inodeOf(old.getKey()) || isInUse(was.connection);
            if (isGone && adopted.remove(old.getKey(), was)) {
                gone(was);
            }
        }
    }

    private boolean isInUse(LiveConnection unbound) {
        if (!unbound.isUnconnected()) {
            return false;
        }
        LiveConnection known = open.at(unbound.number());
        return known != null && known != unbound || !isStillUnused(unbound);
    }

    /** Returns whether a descriptor that was neither bound nor connected when the agent was attached is still so. */
    private boolean isStillUnused(LiveConnection unbound) {
        return kernel.useOf(unbound.descriptor()) == Kernel.Use.NEVER_CONNECTED;
    }

    /**
     * Returns whether an unconnected descriptor from before the agent has changed: its number is another's by now, or
     * it is about to be used.
     */
    public boolean isChanged(LiveConnection unbound) {
        return unbound.isUnconnected()
                ? !isStillUnused(unbound)
                : kernel.stateOf(unbound.descriptor()) != TcpState.CLOSED;
    }

    private static void gone(Adopted old) {
        if (old.connection.beginClose(false) && old.connection.isConnection()) {
            ConnectionRecords.closed(old.connection, TcpState.CLOSED, false, -1);
        }
    }

    private static final class Adopted {
        final LiveConnection connection;
        final long inode;

        Adopted(LiveConnection connection, long inode) {
            this.connection = connection;
            this.inode = inode;
        }
    }
}
