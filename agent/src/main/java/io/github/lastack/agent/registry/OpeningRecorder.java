// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.connection.AggregatedConnections;
import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.sampling.Sampler;
import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.jdk.Owners;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.model.TcpState;
import java.net.InetSocketAddress;

/** Records an opening individually, or adds it to the aggregated ones. Thread-safe without a lock of its own. */
public final class OpeningRecorder {
    private final Kernel kernel;
    private final Owners owners;
    private final StackTable stacks;
    private final Sampler sampler;
    private final AggregatedConnections aggregated;

    public OpeningRecorder(
            Kernel kernel, Owners owners, StackTable stacks, Sampler sampler, AggregatedConnections aggregated) {
        this.kernel = kernel;
        this.owners = owners;
        this.stacks = stacks;
        this.sampler = sampler;
        this.aggregated = aggregated;
    }

    /**
     * Records an opening.
     *
     * @param owner null where it is not at hand
     * @param reached the state that the opening has led to
     * @param nowNanos of {@code System.nanoTime}
     */
    public void record(LiveConnection connection, Object owner, TcpState reached, long nowNanos) {
        int choice = connection.choice(sampler, nowNanos);
        if (choice != Sampler.RECORDED && !connection.isClosing() && !connection.wasListedConnecting()) {
            aggregate(connection, choice);
            return;
        }
        Long call = connection.connectingCall(stacks);
        if (call == null) {
            connection.opened(CapturedStack.here());
            connection.namesEarlierCall(stacks);
        } else {
            connection.opened(call);
        }
        nameCreator(connection);
        if (owner != null && reached == TcpState.ESTABLISHED && SocketEvents.isOn()) {
            connection.setLocal(localOf(owner, connection));
        }
        Object begun = connection.connecting().takeBegun();
        connection.openingRecorded(SocketEvents.opened(begun, connection, reached.name()));
    }

    private void aggregate(LiveConnection connection, int weight) {
        if (weight == Sampler.SKIPPED) {
            connection.aggregateInto(aggregated.opened(connection.role()));
            return;
        }
        Long site = connection.createdElsewhere(stacks);
        if (site == 0) {
            Long call = connection.connectingCall(stacks);
            site = call == null ? stacks.intern(CapturedStack.here()) : call;
            connection.opened(site);
        } else {
            connection.madeElsewhere();
        }
        connection.aggregateInto(aggregated.opened(connection.role(), stacks.callerOf(site), weight));
    }

    /** Returns the local end if the JDK has asked the kernel for it already; else null. */
    private InetSocketAddress localOf(Object owner, LiveConnection connection) {
        int port = owners.localPortOf(owner);
        return port > 0 ? kernel.localAddressOf(connection.descriptor(), port) : owners.localOf(owner);
    }

    /** Names the site where it was created, if that was another place. */
    void nameCreator(LiveConnection connection) {
        if (stacks.name(connection.createdElsewhere(stacks)) != 0) {
            connection.madeElsewhere();
        }
    }
}
