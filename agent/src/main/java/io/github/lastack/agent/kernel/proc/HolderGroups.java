// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.kernel.proc;

import io.github.lastack.events.KernelEvents;
import io.github.lastack.model.TcpState;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The holders of certain local ports, or of the ephemeral ones, from one reading of the {@link SocketTable}. Equal
 * holders form one group, and where there are many groups the small ones are joined.
 */
public final class HolderGroups implements SocketTable.Rows {
    /** Stands for all ephemeral ports. */
    private static final int ANY = 0;

    private static final int MAX_GROUPS = 16;

    private final Map<Integer, InetSocketAddress> wanted;
    private final int lowest;
    private final int highest;
    private final Map<Long, Long> ourListeners = new HashMap<>(); // numbers by inode
    private final Map<Object, Long> ourConnections = new HashMap<>(); // numbers by local port and remote
    private final Map<Object, KernelEvents.Holder> groups = new LinkedHashMap<>();

    /**
     * Groups for a reading.
     *
     * @param wanted the peer, or null, by the port that could not be had; 0 for any port
     */
    public HolderGroups(Map<Integer, InetSocketAddress> wanted) {
        this(wanted, KernelSettings.lowestLocalPort(), KernelSettings.highestLocalPort());
    }

    HolderGroups(Map<Integer, InetSocketAddress> wanted, int lowest, int highest) {
        this.wanted = wanted;
        this.lowest = lowest;
        this.highest = highest;
    }

    public void ourListener(long id, long inode) {
        ourListeners.put(inode, id);
    }

    public void ourConnection(long id, int localPort, InetSocketAddress remote) {
        ourConnections.put(ends(localPort, remote), id);
    }

    private static Object ends(int localPort, InetSocketAddress remote) {
        return new SimpleImmutableEntry<>(localPort, remote);
    }

    public List<KernelEvents.Holder> read() throws IOException {
        SocketTable.read(this);
        return largest();
    }

    List<KernelEvents.Holder> readFrom(InputStream in) throws IOException {
        SocketTable.readFrom(in, this);
        return largest();
    }

    @Override
    public void row(SocketTable row) throws IOException {
        int port = row.localPort();
        TcpState state = row.tcpState();
        if (state == null) {
            return;
        }
        if (wanted.containsKey(port)) {
            add(port, row, state);
        }
        if (wanted.containsKey(ANY) && port >= lowest && port <= highest && state != TcpState.LISTEN) {
            add(ANY, row, state);
        }
    }

    /**
     * Adds a row to its group. Holders of one port are grouped without the peer's port; holders of all ports by the
     * peer for which they are used.
     */
    private void add(int failedPort, SocketTable row, TcpState state) throws IOException {
        boolean listens = state == TcpState.LISTEN;
        InetSocketAddress remote = listens ? null : row.remoteAddress();
        InetAddress local = row.localAddress().getAddress();
        Long id = listens ? ourListeners.get(row.inode()) : ourConnections.get(ends(row.localPort(), remote));
        boolean ours = id != null && row.inode() != 0;
        Object alike = Arrays.asList(
                failedPort,
                local,
                state,
                ours,
                remote == null ? null : failedPort == ANY ? remote : remote.getAddress());
        KernelEvents.Holder group = groups.get(alike);
        if (group == null) {
            groups.put(alike, group = new KernelEvents.Holder());
            group.localPort = failedPort;
            group.localAddress = local.getHostAddress();
            group.address = remote == null ? "" : remote.getAddress().getHostAddress();
            group.port = remote == null ? 0 : remote.getPort();
            group.state = state.name();
            group.thisProcess = ours;
            group.connectionId = ours ? id : 0;
        }
        group.count++;
        if (remote != null && group.port != remote.getPort()) {
            group.port = 0;
        }
    }

    private List<KernelEvents.Holder> largest() {
        List<KernelEvents.Holder> all = new ArrayList<>(groups.values());
        Collections.sort(all, new Comparator<KernelEvents.Holder>() {
            @Override
            public int compare(KernelEvents.Holder a, KernelEvents.Holder b) {
                return Long.compare(weight(b), weight(a));
            }
        });
        Map<Integer, Integer> told = new HashMap<>();
        Map<Object, KernelEvents.Holder> rest = new LinkedHashMap<>();
        List<KernelEvents.Holder> largest = new ArrayList<>();
        for (KernelEvents.Holder group : all) {
            Integer before = told.get(group.localPort);
            if (before == null || before < MAX_GROUPS) {
                told.put(group.localPort, before == null ? 1 : before + 1);
                largest.add(group);
            } else {
                addToRest(rest, group);
            }
        }
        largest.addAll(rest.values());
        return largest;
    }

    /** Returns the order of a group: listeners first, then what was asked for. */
    private long weight(KernelEvents.Holder group) {
        InetSocketAddress asked = wanted.get(group.localPort);
        boolean isAsked = asked != null
                && group.port == asked.getPort()
                && group.address.equals(asked.getAddress().getHostAddress());
        boolean listens = group.state.equals(TcpState.LISTEN.name());
        return group.count + (listens || isAsked ? Integer.MAX_VALUE : 0L);
    }

    private static void addToRest(Map<Object, KernelEvents.Holder> rest, KernelEvents.Holder group) {
        Object alike = Arrays.asList(group.localPort, group.state, group.thisProcess);
        KernelEvents.Holder sum = rest.get(alike);
        if (sum == null) {
            rest.put(alike, sum = new KernelEvents.Holder());
            sum.localPort = group.localPort;
            sum.localAddress = group.localAddress;
            sum.address = "";
            sum.state = group.state;
            sum.thisProcess = group.thisProcess;
            sum.connectionId = group.connectionId;
        }
        sum.count += group.count;
        if (!sum.localAddress.equals(group.localAddress)) {
            sum.localAddress = "";
        }
    }
}
