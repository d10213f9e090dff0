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
 * Looks up which sockets hold the ports that could not be had. A failing thread only leaves a request; the probe reads
 * the kernel's table once for all requests since, or the end of a chunk does so first.
 *
 * <p>Thread-safe. No other lock is taken inside its monitor, and no table is read there.
 */
public final class PortHolderLookup {
    /** Stands for the whole ephemeral range. */
    public static final int ANY = 0;

    private static final int MAX_PORTS = 16;
    private static final long SAME_PORT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Bounds the cost of a loop that fails thirty thousand times to 2 % of one core. */
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
     * Requests a lookup. Costs next to nothing, so that the application's thread may call it.
     *
     * @param port that could not be bound, or {@link #ANY} if none was left
     * @param remote the peer for which none was left, or null
     */
    public synchronized void wanted(int port, InetSocketAddress remote) {
        Long before = lookedUp.get(port);
        boolean isNew = before == null || System.nanoTime() - before > SAME_PORT_NANOS;
        if (!isNew || !Kernel.CAN_BE_ASKED) {
            return;
        }
        wanted.put(port, remote);
        if (wanted.size() > MAX_PORTS) {
            wanted.remove(wanted.keySet()
                    .iterator()
                    .next()); // the oldest: a program that tries many ports gives up over the last
        }
    }

    /**
     * Looks up what was requested.
     *
     * @param atOnce whether to ignore the pace
     */
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
            return; // then it cannot be known
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
