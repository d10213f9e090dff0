// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import io.github.lastack.agent.kernel.proc.EndPair;
import io.github.lastack.agent.kernel.proc.ProcessSockets;
import io.github.lastack.model.TcpState;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Who is at the two ends of a connection. Immutable, so that what an event tells of them takes no lock; addresses and ports
 * are apart, since as pairs they would take as much again of every connection.
 */
public final class Endpoints {
    static final String CLIENT = "client";
    static final String SERVER = "server";

    /** Of what is not connected. */
    public static final Endpoints NONE = new Endpoints(CLIENT, null, 0, null, 0);

    /** A host has few: one object for most connections. */
    private static volatile InetAddress lastLocal;

    private final String role;
    private final InetAddress remote; // null if not known, like the next
    private final InetAddress local;
    private final int remotePort;
    private final int localPort;

    private Endpoints(String role, InetAddress remote, int remotePort, InetAddress local, int localPort) {
        this.role = role;
        this.remote = remote;
        this.remotePort = remotePort;
        this.local = local;
        this.localPort = localPort;
    }

    public static Endpoints connectedTo(InetSocketAddress peer) {
        return new Endpoints(CLIENT, addressOf(peer), portOf(peer), null, 0);
    }

    public static Endpoints acceptedFrom(InetSocketAddress peer) {
        return new Endpoints(SERVER, addressOf(peer), portOf(peer), null, 0);
    }

    /** What was there before the agent. */
    static Endpoints of(ProcessSockets.Found found) {
        boolean listener = found.state == TcpState.LISTEN;
        String role = found.accepted || listener ? SERVER : CLIENT;
        InetSocketAddress peer = listener ? null : found.remote;
        return new Endpoints(role, addressOf(peer), portOf(peer), addressOf(found.local), portOf(found.local));
    }

    /** @param here null if not known */
    public Endpoints from(InetSocketAddress here) {
        return here == null ? this : new Endpoints(role, remote, remotePort, shared(here.getAddress()), here.getPort());
    }

    private static InetAddress shared(InetAddress address) {
        InetAddress last = lastLocal;
        if (address instanceof Inet4Address && address.equals(last)) {
            return last;
        }
        lastLocal = address;
        return address;
    }

    /** 0.0.0.0 stands for this host: who connects to it connects to himself. */
    boolean isToAnyLocal() {
        return remote != null && remote.isAnyLocalAddress();
    }

    Endpoints toLocal() {
        return local == null ? this : new Endpoints(role, local, remotePort, local, localPort);
    }

    /** False also while there is no port: io_uring connects later. */
    boolean isLocalKnown() {
        return local != null && localPort != 0;
    }

    /** Whether it can be told from others by {@link EndPair}. */
    public boolean areKnown() {
        return isLocalKnown() && remote != null;
    }

    /** As {@link EndPair} has them, once they are known. */
    public long addresses() {
        return EndPair.addresses(local, remote);
    }

    public int ports() {
        return EndPair.ports(localPort, remotePort);
    }

    String role() {
        return role;
    }

    /** Null if not known. */
    InetSocketAddress remote() {
        return remote == null ? null : new InetSocketAddress(remote, remotePort);
    }

    /** Null if not known. */
    InetSocketAddress local() {
        return local == null ? null : new InetSocketAddress(local, localPort);
    }

    String host() {
        return remote == null ? "" : remote().getHostString();
    }

    String address() {
        return textOf(remote);
    }

    int port() {
        return remotePort;
    }

    String localAddress() {
        return textOf(local);
    }

    int localPort() {
        return localPort;
    }

    public static String textOf(InetSocketAddress end) {
        return textOf(addressOf(end));
    }

    private static String textOf(InetAddress address) {
        return address == null ? "" : address.getHostAddress();
    }

    private static InetAddress addressOf(InetSocketAddress end) {
        return end == null ? null : end.getAddress();
    }

    public static int portOf(InetSocketAddress end) {
        return end == null ? 0 : end.getPort();
    }
}
