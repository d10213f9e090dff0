// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.model.Role;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Who is at the two ends of a connection. Guarded by the connection. */
final class Ends {
    static final String CLIENT = "client";
    static final String SERVER = "server";

    private Role role = Role.CLIENT;
    private InetSocketAddress remote;
    private InetSocketAddress local; // asked for when first needed

    void connectTo(InetSocketAddress peer) {
        remote = peer;
    }

    void acceptFrom(InetSocketAddress peer) {
        role = Role.SERVER;
        remote = peer;
    }

    void found(Role as, InetSocketAddress here, InetSocketAddress peer) {
        role = as;
        local = here;
        remote = peer;
    }

    boolean isToAnyLocal() {
        return remote.getAddress().isAnyLocalAddress();
    }

    /** 0.0.0.0 stands for this host: who connects to it connects to himself. */
    void resolveAnyLocal(InetSocketAddress here) {
        if (here != null) {
            remote = new InetSocketAddress(here.getAddress(), remote.getPort());
        }
    }

    /** This side's; asked for as long as the descriptor may be asked about. */
    InetSocketAddress local(Kernel kernel, LiveConnection connection) {
        boolean isToCome = local == null || local.getPort() == 0; // io_uring connects later
        if (isToCome && !connection.isClosing()) {
            local = kernel.localAddressOf(connection.descriptor());
        }
        return local;
    }

    /** @param here null if not known */
    void localIs(InetSocketAddress here) {
        local = here == null ? local : here;
    }

    InetSocketAddress remote() {
        return remote;
    }

    String role() {
        return role == Role.CLIENT ? CLIENT : SERVER;
    }

    String host() {
        return remote == null ? "" : remote.getHostString();
    }

    String address() {
        return textOf(remote);
    }

    int port() {
        return portOf(remote);
    }

    static String textOf(InetSocketAddress end) {
        InetAddress address = end == null ? null : end.getAddress();
        return address == null ? "" : address.getHostAddress();
    }

    static int portOf(InetSocketAddress end) {
        return end == null ? 0 : end.getPort();
    }
}
