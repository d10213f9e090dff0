// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.descriptor.ConnectionRecords;
import io.github.lastack.agent.descriptor.OpenDescriptors;
import io.github.lastack.agent.jdk.Owners;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.scan.RecentlyClosed;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;

/**
 * How connections are closed: first by whoever holds them, then, maybe much later, with their descriptor. Thread-safe.
 *
 * <p>close of a Socket (13+) and of a channel that a selector knows (11+) sends a FIN and lets the descriptor go
 * afterwards, the channel's not before the next select. What the peer sends meanwhile decides how the connection ends, so
 * the kernel is asked at both times.
 */
final class Closings {
    private final OpenDescriptors descriptors;
    private final Openings openings;
    private final Kernel kernel;
    private final Owners owners;
    private final RecentlyClosed recent;

    /** Whether anything in this JVM may have set SO_LINGER: what nobody has set need not be asked for. */
    private volatile boolean lingers;

    Closings(OpenDescriptors descriptors, Openings openings, Kernel kernel, Owners owners, RecentlyClosed recent) {
        this.descriptors = descriptors;
        this.openings = openings;
        this.kernel = kernel;
        this.owners = owners;
        this.recent = recent;
    }

    /** SO_LINGER is being set, or was set unheard of. */
    void lingers() {
        lingers = true;
    }

    void closes(Object owner) {
        LiveConnection connection = descriptors.find(owners.identityOf(owner));
        if (connection == null) {
            return;
        }
        boolean insideConnect = connection.connecting().isUnderWay() && openings.isConnecting(owner);
        boolean mayBeKept = connection.isConnection() && !insideConnect || mayBeRegistered(connection);
        boolean toBeHeardOfAgain = mayBeKept && owners.closesByDispatcher(owner);
        if (begins(connection, insideConnect) && !toBeHeardOfAgain) {
            descriptors.remove(connection);
        }
    }

    /** Whether a selector may keep its descriptor: of what was there before the agent that is not known. */
    private static boolean mayBeRegistered(LiveConnection connection) {
        return connection.isRegistered() || connection.isInherited();
    }

    /** The descriptor of what is closed goes; or that of a dropped Socket, without any close before. */
    void descriptorCloses(FileDescriptor descriptor) {
        LiveConnection connection = descriptors.find(descriptor);
        if (connection != null) {
            boolean isClosed = connection.isClosing() || !begins(connection, false);
            if (isClosed && connection.isConnection() && !connection.isAggregated()) {
                goes(connection, descriptor);
            }
            descriptors.remove(connection);
        }
    }

    /** Whether this is the first to close it. */
    private boolean begins(LiveConnection connection, boolean insideConnect) {
        KernelAnswer answer;
        synchronized (connection) { // another who closes must not take the descriptor away while the kernel is asked
            if (!connection.beginClose(insideConnect)) {
                return false;
            }
            boolean isWanted = connection.isConnection()
                    && !connection.isAggregated()
                    && !insideConnect
                    && SocketEvents.isCloseWanted();
            answer = isWanted ? new KernelAnswer(kernel, connection, lingers) : null;
        }
        if (answer != null) {
            ConnectionRecords.closed(connection, answer.before, answer.unreadData, answer.linger);
            connection.closed(answer.before, answer.unreadData, answer.linger);
            if (answer.sendsFin()) {
                recent.add(connection.id(), answer.before, connection.endpoints());
            }
        } else {
            if (!connection.isConnection() && mayBeRegistered(connection)) {
                connection.closedAt(
                        CapturedStack.here()); // no event tells of it unless its selector keeps the descriptor
            }
            ConnectionRecords.ended(connection);
        }
        return true;
    }

    /** The state is asked for last, as near to the call that acts on it as can be: the peer's FIN may come any moment. */
    private void goes(LiveConnection connection, FileDescriptor descriptor) {
        if (connection.closesAsExpected()) {
            return;
        }
        boolean unreadData = kernel.hasUnreadData(descriptor);
        TcpState kernelState = kernel.stateOf(descriptor);
        if (connection.isUnexpectedAfterClose(kernelState, unreadData && kernelState != TcpState.CLOSED)) {
            SocketEvents.descriptorClosed(
                    connection.id(), kernelState.name(), hasUnreadData(kernel, kernelState, descriptor));
        }
    }

    private static boolean hasUnreadData(Kernel kernel, TcpState kernelState, FileDescriptor descriptor) {
        return kernelState != null && kernelState != TcpState.CLOSED && kernel.hasUnreadData(descriptor);
    }

    /** What the kernel says of a connection that is about to be closed. */
    private static final class KernelAnswer {
        final TcpState before;
        final boolean unreadData;
        final int linger;

        KernelAnswer(Kernel kernel, LiveConnection connection, boolean lingers) {
            FileDescriptor descriptor = connection.descriptor();
            TcpState likely = connection.confirmedByPoll();
            before = likely == null ? kernel.stateOf(descriptor) : likely;
            unreadData = likely == null && hasUnreadData(kernel, before, descriptor);
            // Where SO_LINGER could have been set unheard of, it is asked for.
            linger = lingers || connection.isInherited() || connection.isNative() ? kernel.lingerOf(descriptor) : -1;
        }

        /** Whether closing it leaves the kernel with something to do, for all that is known. */
        boolean sendsFin() {
            boolean isOver = before == null || before == TcpState.CLOSED || before == TcpState.SYN_SENT;
            return !isOver && linger != 0;
        }
    }
}
