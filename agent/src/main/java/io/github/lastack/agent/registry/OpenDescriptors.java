// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.Owners;
import io.github.lastack.agent.kernel.ProcessSockets;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of every descriptor that is open, found by its object; what was there before the agent is found by its
 * number until its own object is seen. Thread-safe without a lock of its own.
 */
final class OpenDescriptors {
    /** One count for the life of the JVM, also where the agent goes and comes again. */
    private static final AtomicLong IDS = new AtomicLong();

    private final Kernel kernel;
    private final Owners owners;
    private final ProcessSockets sockets;
    private final Sites sites;

    /** From the descriptor's making or first sight to its close. */
    private final ConcurrentMap<Object, LiveConnection> open = new ConcurrentHashMap<>();

    /** By number. */
    private final ConcurrentMap<Integer, Adopted> adopted = new ConcurrentHashMap<>();

    private final ConcurrentMap<String, Access> accesses = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    OpenDescriptors(Kernel kernel, Owners owners, ProcessSockets sockets, Sites sites) {
        this.kernel = kernel;
        this.owners = owners;
        this.sockets = sockets;
        this.sites = sites;
    }

    static long nextId() {
        return IDS.incrementAndGet();
    }

    /** A descriptor object of ours, to ask the kernel with. */
    FileDescriptor numbered(int number) {
        return sockets.descriptorOf(number);
    }

    /** Null for one that was not heard of. */
    LiveConnection known(Object identity) {
        return identity == null ? null : open.get(new DescriptorKey.Sought(identity));
    }

    /** Also finds what was there before the agent, by its number, and from then on knows it like all others. */
    LiveConnection find(Object identity) {
        LiveConnection connection = known(identity);
        if (connection != null || identity == null || adopted.isEmpty()) {
            return connection;
        }
        boolean isNative = !(identity instanceof FileDescriptor);
        int number = isNative ? owners.numberOf(identity) : sockets.numberOf((FileDescriptor) identity);
        Adopted old = adopted.get(number);
        return old == null ? known(identity) : bound(old, number, identity, isNative);
    }

    /**
     * Two threads may meet an adopted connection at the same moment: one binds it, and the other finds it at every
     * moment, since it is known by its object before it is no more known by its number.
     */
    private LiveConnection bound(Adopted old, int number, Object identity, boolean isNative) {
        LiveConnection connection = old.connection;
        FileDescriptor carried = isNative ? connection.descriptor() : null;
        if (!connection.bind(new DescriptorKey(identity, carried, collected))) {
            return connection.key().get() == identity ? connection : null;
        }
        open.put(connection.key(), connection);
        if (!adopted.remove(number, old)) {
            open.remove(connection.key()); // found to be gone meanwhile: the number is another's
            return null;
        }
        return connection;
    }

    /** What the owner holds, known from now on if it was not yet; null if it holds nothing that can be. */
    LiveConnection found(Object owner) {
        Object identity = owners.openIdentityOf(owner);
        LiveConnection connection = find(identity);
        return connection == null && identity instanceof FileDescriptor
                ? add((FileDescriptor) identity, owner, null)
                : connection;
    }

    LiveConnection add(FileDescriptor descriptor, Object owner, Origin made) {
        return add(descriptor, null, owner, made);
    }

    /** @param number of the descriptor of a native transport's socket */
    LiveConnection add(Object socket, int number, Origin made) {
        return add(socket, sockets.descriptorOf(number), socket, made);
    }

    private LiveConnection add(Object identity, FileDescriptor carried, Object owner, Origin made) {
        expunge();
        if (!adopted.isEmpty()) {
            Adopted old = adopted.remove(sockets.numberOf(carried == null ? (FileDescriptor) identity : carried));
            if (old != null) {
                gone(old); // the number is another's now
            }
        }
        LiveConnection connection =
                new LiveConnection(nextId(), identity, carried, collected, accessBy(owners.apiOf(owner)), made);
        open.put(connection, connection);
        return connection;
    }

    private Access accessBy(String api) {
        Access known = accesses.get(api);
        if (known == null) {
            known = new Access(api, kernel);
            accesses.put(api, known); // there may be two for a moment
        }
        return known;
    }

    void remove(LiveConnection connection) {
        open.remove(connection.key());
    }

    /** Forgets the descriptors whose object is gone without a close, and has that recorded. */
    void expunge() {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            LiveConnection connection = open.remove(gone);
            if (connection == null || connection.isClosing()) {
                continue;
            }
            if (connection.isUnconnected() || connection.isCounted()) {
                connection.describe(null, sites); // it never had an event, and this is the last chance
            }
            if (connection.isAnnounced() || connection.isUnconnected()) {
                SocketEvents.collected(connection);
                connection.endLife();
            }
        }
    }

    Collection<LiveConnection> all() {
        if (adopted.isEmpty()) {
            return open.values(); // they may be many, and are gone through every second
        }
        // In this order, since they move from the one to the other: none is missed, and some are met twice.
        Set<LiveConnection> all = new LinkedHashSet<>();
        for (Adopted old : adopted.values()) {
            all.add(old.connection);
        }
        all.addAll(open.values());
        return new ArrayList<>(all);
    }

    // ---- there before the agent ----

    /** Takes up the connections and listeners that were open before the hooks were; call it once the hooks are in. */
    void adopt() throws IOException {
        List<ProcessSockets.Found> found = sockets.connections();
        Set<Integer> known = numbers();
        for (ProcessSockets.Found old : found) {
            if (!known.contains(old.number)) {
                LiveConnection connection =
                        new LiveConnection(nextId(), old, sockets.descriptorOf(old.number), accessBy(""));
                if (connection.isConnection()) {
                    connection.describe(old.state, sites); // before its close can be heard of
                }
                adopted.put(old.number, new Adopted(connection, old.inode));
            }
        }
        dropGone(); // what was closed, unheard of, between being found and being known
    }

    private Set<Integer> numbers() {
        Set<Integer> numbers = new HashSet<>();
        for (LiveConnection connection : open.values()) {
            FileDescriptor descriptor = connection.descriptor();
            if (descriptor != null) {
                numbers.add(sockets.numberOf(descriptor));
            }
        }
        return numbers;
    }

    /** Forgets those whose number is another's by now: they were closed while the hooks came in, or by native code. */
    void dropGone() {
        for (Map.Entry<Integer, Adopted> old : adopted.entrySet()) {
            Adopted was = old.getValue();
            if (was.inode != ProcessSockets.inodeOf(old.getKey()) && adopted.remove(old.getKey(), was)) {
                gone(was);
            }
        }
    }

    private static void gone(Adopted old) {
        if (old.connection.beginClose(false) && old.connection.isConnection()) {
            old.connection.recordClosed(TcpState.CLOSED, false, -1);
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
