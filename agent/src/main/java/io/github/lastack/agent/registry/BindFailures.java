// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.connection.Endpoints;
import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.descriptor.OpenDescriptors;
import io.github.lastack.agent.jdk.Owners;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.proc.SocketErrors;
import io.github.lastack.agent.scan.PortHolderLookup;
import io.github.lastack.events.ListenerEvents;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Records sockets that got no local port. Called where bind or listen throws, while the descriptor can still be asked.
 */
final class BindFailures {
    private final OpenDescriptors descriptors;
    private final PortHolderLookup portHolders;
    private final Kernel kernel;
    private final Owners owners;
    private final StackTable stacks;

    BindFailures(
            OpenDescriptors descriptors,
            PortHolderLookup portHolders,
            Kernel kernel,
            Owners owners,
            StackTable stacks) {
        this.descriptors = descriptors;
        this.portHolders = portHolders;
        this.kernel = kernel;
        this.owners = owners;
        this.stacks = stacks;
    }

    void bindFailed(Object owner, SocketAddress asked, Throwable thrown) {
        if (asked instanceof InetSocketAddress && !((InetSocketAddress) asked).isUnresolved()) {
            failed(owner, (InetSocketAddress) asked, thrown);
        }
    }

    void listenFailed(Object owner, Throwable thrown) {
        failed(owner, null, thrown);
    }

    /**
     * Records a failure.
     *
     * @param asked the address asked for; null if bind succeeded and listen failed
     */
    private void failed(Object owner, InetSocketAddress asked, Throwable thrown) {
        LiveConnection socket = thrown instanceof IOException ? descriptors.found(owner) : null;
        FileDescriptor descriptor = socket == null ? null : socket.descriptor();
        if (descriptor == null || socket.isClosing()) {
            return;
        }
        InetSocketAddress bound = kernel.localAddressOf(descriptor);
        boolean isBound = bound != null && bound.getPort() != 0; // a channel's bind also listens
        if (asked == null && !isBound) {
            return; // a call in the wrong state, which the kernel did not refuse
        }
        InetSocketAddress local = isBound ? bound : asked;
        ListenerEvents.BindFailure failure = new ListenerEvents.BindFailure();
        failure.descriptorId = socket.id();
        failure.api = owners.apiOf(owner);
        failure.operation = isBound ? "listen" : "bind";
        failure.localAddress = Endpoints.textOf(local);
        failure.localPort = local.getPort();
        failure.message = thrown.toString();
        failure.addressInUse = SocketErrors.isAddressInUse(thrown);
        failure.reuseAddress = kernel.reusesAddress(descriptor);
        failure.createdSite = stacks.name(socket.createdElsewhere(stacks));
        if (socket.isClosing()) {
            return; // another thread may have closed it while the kernel was asked
        }
        ListenerEvents.bindFailed(failure);
        if (failure.addressInUse) {
            portHolders.wanted(local.getPort(), null);
        }
    }
}
