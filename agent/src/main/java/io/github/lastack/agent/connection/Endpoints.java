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
 * The two ends of a connection. Immutable, so that events read it without a lock. Addresses and ports are separate
 * fields, since as pairs they would take twice the memory of every connection.
 */
public final class Endpoints {
    static final String CLIENT = "client";
    static final String SERVER = "server";

    /** The ends of a socket that is not connected. */
    public static final Endpoints NONE = new Endpoints(CLIENT, null, 0, null, 0);

    /** The last local address: a host has few, so that most connections share one object. */
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

    /** Returns the ends of a connection from before the agent. */
    static Endpoints of(ProcessSockets.Found found) {
        boolean listener = found.state == TcpState.LISTEN;
        String role = found.accepted || listener ? SERVER : CLIENT;
        InetSocketAddress peer = listener ? null : found.remote;
        return new Endpoints(role, addressOf(peer), portOf(peer), addressOf(found.local), portOf(found.local));
    }

    /**
     * Returns the ends with that local end.
     *
     * @param here the local end; null if not known
     */
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

    /** Returns whether the peer is 0.0.0.0, which stands for this host: a connect to it connects to itself. */
    boolean isToAnyLocal() {
        return remote != null && remote.isAnyLocalAddress();
    }

    Endpoints toLocal() {
        return local == null ? this : new Endpoints(role, local, remotePort, local, localPort);
    }

    /** Returns whether the local end is known. False also while there is no port: io_uring connects later. */
    boolean isLocalKnown() {
        return local != null && localPort != 0;
    }

    /** Returns whether {@link EndPair} can tell these ends from others. */
    public boolean areKnown() {
        return isLocalKnown() && remote != null;
    }

    /** Returns the addresses as {@link EndPair} has them, once the ends are known. */
    public long addresses() {
        return EndPair.addresses(local, remote);
    }

    public int ports() {
        return EndPair.ports(localPort, remotePort);
    }

    String role() {
        return role;
    }

    /** Returns the peer's end; null if not known. */
    InetSocketAddress remote() {
        return remote == null ? null : new InetSocketAddress(remote, remotePort);
    }

    /** Returns the local end; null if not known. */
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
