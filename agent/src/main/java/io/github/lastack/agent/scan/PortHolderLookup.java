// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.scan;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.descriptor.OpenDescriptors;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.proc.HolderGroups;
import io.github.lastack.agent.kernel.proc.Pace;
import io.github.lastack.agent.kernel.proc.ProcessSockets;
import io.github.lastack.events.KernelEvents;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Looks up who holds the ports that could not be had. Whoever fails only leaves word; the probe reads the kernel's table,
 * once for all that have failed since, and the end of a chunk does if the probe has not come to it.
 *
 * <p>Thread-safe. Its monitor is a leaf, and no table is read under it.
 */
public final class PortHolderLookup {
    /** Stands for the whole ephemeral range. */
    public static final int ANY = 0;

    private static final int MAX_PORTS = 16;
    private static final long SAME_PORT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A loop that fails thirty thousand times shall not read the table as often: 2 % of one core at most. */
    private final Pace pace = new Pace(50, TimeUnit.SECONDS.toNanos(1)); // guarded by this

    private final OpenDescriptors descriptors;
    private final ProcessSockets sockets;
    private final Map<Integer, InetSocketAddress> wanted = new LinkedHashMap<>(); // guarded by this
    private final Map<Integer, Long> lookedUp = new HashMap<>(); // when, in nanoseconds; guarded by this

    public PortHolderLookup(OpenDescriptors descriptors, ProcessSockets sockets) {
        this.descriptors = descriptors;
        this.sockets = sockets;
    }

    /**
     * Costs next to nothing, so that the application's thread may call it.
     *
     * @param port that could not be bound, or {@link #ANY} if none was left
     * @param remote to which none was left, or null
     */
    public synchronized void wanted(int port, InetSocketAddress remote) {
        Long before = lookedUp.get(port);
        boolean isNew = before == null || System.nanoTime() - before > SAME_PORT_NANOS;
        if (!isNew || !Kernel.CAN_BE_ASKED) {
            return;
        }
        wanted.put(port, remote);
        if (wanted.size() > MAX_PORTS) {
            wanted.remove(wanted.keySet().iterator().next()); // the oldest: who tries many gives up over the last
        }
    }

    /** @param atOnce whether it cannot wait until another look is due */
    public void lookUp(boolean atOnce) {
        Map<Integer, InetSocketAddress> ports = takeWanted(atOnce);
        if (ports.isEmpty() || !KernelEvents.isPortHolderWanted()) {
            return;
        }
        long begin = System.nanoTime();
        HolderGroups groups = new HolderGroups(ports);
        addOurs(groups, ports);
        try {
            for (KernelEvents.Holder holder : groups.read()) {
                KernelEvents.portHolder(holder);
            }
        } catch (IOException noProcFileSystem) {
            return; // then nobody can tell
        } finally {
            worked(begin);
        }
    }

    private synchronized Map<Integer, InetSocketAddress> takeWanted(boolean atOnce) {
        Map<Integer, InetSocketAddress> taken = new HashMap<>();
        long now = System.nanoTime();
        if (!wanted.isEmpty() && (atOnce || pace.isDue(now))) {
            taken.putAll(wanted);
            wanted.clear();
            for (Iterator<Long> when = lookedUp.values().iterator(); when.hasNext(); ) {
                if (now - when.next() > SAME_PORT_NANOS) {
                    when.remove();
                }
            }
            for (Integer port : taken.keySet()) {
                lookedUp.put(port, now);
            }
        }
        return taken;
    }

    private synchronized void worked(long beginNanos) {
        long now = System.nanoTime();
        pace.worked(now, now - beginNanos);
    }

    private void addOurs(HolderGroups groups, Map<Integer, InetSocketAddress> ports) {
        for (LiveConnection ours : descriptors.all()) {
            FileDescriptor descriptor = ours.descriptor();
            if (descriptor == null || ours.isUnconnected()) {
                continue;
            }
            InetSocketAddress local = ours.local();
            if (local != null && (ports.containsKey(local.getPort()) || ports.containsKey(ANY))) {
                if (ours.isListener()) {
                    groups.ourListener(ours.id(), ProcessSockets.inodeOf(sockets.numberOf(descriptor)));
                } else {
                    groups.ourConnection(ours.id(), local.getPort(), ours.remote());
                }
            }
        }
    }
}
