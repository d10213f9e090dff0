// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.scan;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.descriptor.OpenDescriptors;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.proc.KernelSettings;
import io.github.lastack.agent.kernel.proc.NetworkCounters;
import io.github.lastack.agent.kernel.proc.PacedCounts;
import io.github.lastack.agent.kernel.proc.ProcessSockets;
import io.github.lastack.agent.kernel.proc.SocketCounts;
import io.github.lastack.events.KernelEvents;
import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.io.IOException;

/** Records the kernel's counts beside the agent's. Called by JFR's own threads; keeps no file open. */
public final class KernelCounts {
    private final OpenDescriptors descriptors;
    private final ProcessSockets sockets;
    private final ClosingConnections closing;
    private final PacedCounts table = new PacedCounts();
    private SocketCounts lastOfMachine; // guarded by this
    private SocketCounts lastOfListeners; // guarded by this

    public KernelCounts(OpenDescriptors descriptors, ProcessSockets sockets, ClosingConnections closing) {
        this.descriptors = descriptors;
        this.sockets = sockets;
        this.closing = closing;
    }

    public void kernelSettings() {
        KernelEvents.kernelSettings(KernelSettings.read());
    }

    public void networkCounters() {
        if (Kernel.CAN_BE_ASKED) {
            KernelEvents.networkCounters(NetworkCounters.read());
        }
    }

    public void processConnections() {
        KernelEvents.processConnections(byState());
    }

    /** Returns how many of this process's open descriptors are in each state, in {@link TcpState}'s order. */
    public int[] byState() {
        int[] byState = new int[TcpState.values().length];
        for (LiveConnection connection : descriptors.all()) {
            TcpState state = connection.stateOfDescriptor();
            if (state != null) {
                byState[state.ordinal()]++;
            }
        }
        return byState;
    }

    /** Returns how many descriptors without a connection were open before the agent was attached. */
    public int unconnectedBefore() {
        descriptors.dropGone();
        int count = 0;
        for (LiveConnection connection : descriptors.all()) {
            count += connection.isInherited() && connection.stateOfDescriptor() == TcpState.CLOSED ? 1 : 0;
        }
        return count;
    }

    public void machineConnections() {
        SocketCounts counts = newCounts();
        if (counts != null && isNewToMachine(counts)) {
            KernelEvents.machineConnections(counts.byState(), counts.readingNanos());
        }
    }

    /** Reports what the kernel still does with connections whose descriptor is closed. */
    public void closingConnections() {
        SocketCounts counts = newCounts();
        if (counts != null) {
            closing.report(counts.orphans());
        }
    }

    public void listenerQueues() {
        SocketCounts counts = newCounts();
        if (counts == null || !isNewToListeners(counts)) {
            return;
        }
        int somaxconn = KernelSettings.somaxconn();
        for (LiveConnection each : descriptors.all()) {
            if (each.isListener()) {
                queue(each, counts, somaxconn);
            }
        }
    }

    private void queue(LiveConnection listener, SocketCounts counts, int somaxconn) {
        FileDescriptor descriptor = listener.descriptor();
        int length =
                descriptor == null ? -1 : counts.acceptQueueOf(ProcessSockets.inodeOf(sockets.numberOf(descriptor)));
        if (length >= 0 && !listener.isClosing()) {
            SocketCounts.PortCounts port = counts.on(listener.localPort());
            KernelEvents.Queue queue = new KernelEvents.Queue();
            queue.listenerId = listener.id();
            queue.localAddress = listener.localAddress();
            queue.localPort = listener.localPort();
            queue.backlog = listener.backlogWithin(somaxconn);
            queue.acceptQueue = length;
            queue.synReceived = port.handshakes();
            queue.synAckRetransmits = port.synAckRetransmits();
            queue.portListeners = port.listeners();
            KernelEvents.listenerQueue(queue);
        }
    }

    /** Returns a reading of the kernel's table; null if none is due now. */
    private SocketCounts newCounts() {
        try {
            return Kernel.CAN_BE_ASKED ? table.now(closing.awaited()) : null;
        } catch (IOException noProcFileSystem) {
            return null;
        }
    }

    private synchronized boolean isNewToMachine(SocketCounts counts) {
        boolean isNew = counts != lastOfMachine;
        lastOfMachine = counts;
        return isNew;
    }

    private synchronized boolean isNewToListeners(SocketCounts counts) {
        boolean isNew = counts != lastOfListeners;
        lastOfListeners = counts;
        return isNew;
    }
}
