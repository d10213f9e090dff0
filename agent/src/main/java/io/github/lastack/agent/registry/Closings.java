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
 * How connections are closed: first by the application, then, maybe much later, with their descriptor. Thread-safe.
 *
 * <p>close of a Socket (13+) and of a channel that a selector knows (11+) sends a FIN and closes the descriptor
 * afterwards, a channel's not before the next select. What the peer sends meanwhile decides how the connection ends, so
 * the kernel is asked at both times.
 */
final class Closings {
    private final OpenDescriptors descriptors;
    private final Openings openings;
    private final Kernel kernel;
    private final Owners owners;
    private final RecentlyClosed recent;

    /** True once anything in this JVM may have set SO_LINGER: else it need not be asked for. */
    private volatile boolean lingers;

    Closings(OpenDescriptors descriptors, Openings openings, Kernel kernel, Owners owners, RecentlyClosed recent) {
        this.descriptors = descriptors;
        this.openings = openings;
        this.kernel = kernel;
        this.owners = owners;
        this.recent = recent;
    }

    /** Notes that SO_LINGER is being set, or may have been set unseen. */
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

    /** Returns whether a selector may keep the descriptor; for a connection from before the agent that is not known. */
    private static boolean mayBeRegistered(LiveConnection connection) {
        return connection.isRegistered() || connection.isInherited();
    }

    /**
     * Handles the close of a descriptor: of a connection that was closed before, or of a dropped Socket that was not.
     */
    void descriptorCloses(FileDescriptor descriptor) {
        LiveConnection connection = descriptors.find(descriptor);
        if (connection != null) {
            boolean isClosed = connection.isClosing() || !begins(connection, false);
            if (!isClosed) {
                descriptors.wasDropped();
            }
            if (isClosed && connection.isConnection() && !connection.isAggregated()) {
                goes(connection, descriptor);
            }
            descriptors.remove(connection);
        }
    }

    /** Begins the close, and returns whether this call is the first to do so. */
    private boolean begins(LiveConnection connection, boolean insideConnect) {
        KernelAnswer answer;
        synchronized (connection) { // another thread must not close the descriptor while the kernel is asked
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
                        CapturedStack.here()); // no event has the site unless a selector keeps the descriptor
            }
            ConnectionRecords.ended(connection);
        }
        return true;
    }

    /**
     * Handles the close of the descriptor. The state is asked for last, as near as possible to the close: the peer's
     * FIN may come any moment.
     */
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

    /** The kernel's answers about a connection that is about to be closed. */
    private static final class KernelAnswer {
        final TcpState before;
        final boolean unreadData;
        final int linger;

        KernelAnswer(Kernel kernel, LiveConnection connection, boolean lingers) {
            FileDescriptor descriptor = connection.descriptor();
            TcpState likely = connection.confirmedByPoll();
            before = likely == null ? kernel.stateOf(descriptor) : likely;
            unreadData = likely == null && hasUnreadData(kernel, before, descriptor);
            // Asked for where SO_LINGER could have been set unseen.
            linger = lingers || connection.isInherited() || connection.isNative() ? kernel.lingerOf(descriptor) : -1;
        }

        /** Returns whether the kernel will have to send a FIN, as far as is known. */
        boolean sendsFin() {
            boolean isOver = before == null || before == TcpState.CLOSED || before == TcpState.SYN_SENT;
            return !isOver && linger != 0;
        }
    }
}
