// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.connection.ConnectionIds;
import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.descriptor.ConnectionRecords;
import io.github.lastack.agent.descriptor.OpenDescriptors;
import io.github.lastack.agent.descriptor.Uses;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.TcpInfo;
import io.github.lastack.agent.scan.HolderStacks;
import io.github.lastack.agent.scan.KernelProber;
import io.github.lastack.agent.scan.PortHolderLookup;
import io.github.lastack.boot.SocketHooks;
import io.github.lastack.events.ListingEvents;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.util.Arrays;

/** Visits all open descriptors: to ask the kernel for changes, and to list them in a recording. */
public final class ConnectionScan implements KernelProber.Probe {
    /**
     * A descriptor that no selector keeps is closed within this time, even where a blocked thread has to wake up first.
     */
    private static final long CLOSES_WITHIN_MILLIS = 1_000;

    /** Rare enough to cost next to nothing. */
    private static final int ASKED_ONE_IN = 16;

    /** A connect that takes longer has lost a SYN, or the answer to it. */
    private static final long CONNECTS_WITHIN_MILLIS = 1_000;

    /** Where {@link #openAfter} lists the first descriptor. */
    private static final int FIRST_LISTED = 2;

    /** A connection that is open longer is not one of many short ones. */
    private static final long LONG_LIVED_MILLIS = 2_000;

    private final OpenDescriptors descriptors;
    private final Openings openings;
    private final Kernel kernel;
    private final PortHolderLookup portHolders;
    private final StackTable stacks;
    private final ConnectionRecords records;
    private final HolderStacks holderStacks;
    private final Registrations registrations;
    private final Uses uses;
    private long onceNanos; // the probing thread only, like the next
    private int rounds;

    ConnectionScan(
            OpenDescriptors descriptors,
            Openings openings,
            Kernel kernel,
            PortHolderLookup portHolders,
            StackTable stacks,
            ConnectionRecords records,
            HolderStacks holderStacks,
            Registrations registrations,
            Uses uses) {
        this.descriptors = descriptors;
        this.openings = openings;
        this.kernel = kernel;
        this.portHolders = portHolders;
        this.stacks = stacks;
        this.records = records;
        this.holderStacks = holderStacks;
        this.registrations = registrations;
        this.uses = uses;
    }

    /** Asks the kernel about every open connection and has changes recorded; turns new stacks into sites. */
    @Override
    public int probe() {
        int met = 0;
        rounds++;
        onceNanos = 0;
        try {
            descriptors.expunge();
            registrations.lookThroughOld();
            boolean unbound = false;
            HolderStacks.Pass pass = holderStacks.probing();
            for (LiveConnection connection : descriptors.all()) {
                met++;
                if (connection.isClosing()) {
                    connection.settleClose(stacks);
                }
                FileDescriptor descriptor = mayBeShortLived(connection) ? null : connection.descriptor();
                if (descriptor != null && !connection.connecting().isUnderWay()) {
                    settle(connection); // in the same pass: on a busy machine memory access takes most of the time
                    unbound |= probe(connection, descriptor) && connection.isUnbound();
                    pass.add(connection);
                }
            }
            pass.end();
            if (unbound) {
                descriptors.dropGone();
            }
            portHolders.lookUp(false);
        } catch (Throwable t) {
            SocketHooks.suppressed(t);
        }
        return met;
    }

    @Override
    public long onceNanos() {
        return onceNanos;
    }

    /** Returns whether it is aggregated and may be about to be closed like most others. */
    private static boolean mayBeShortLived(LiveConnection connection) {
        return connection.isAggregated() && !connection.isOlderThan(LONG_LIVED_MILLIS);
    }

    private void settle(LiveConnection connection) {
        if (!connection.isSettled()) {
            long begin = System.nanoTime();
            connection.settle(stacks);
            onceNanos += System.nanoTime() - begin;
        }
    }

    /**
     * Returns whether this round asks about a connection that nothing has come from. Its state cannot always be
     * predicted: a zero window is probed for as long as it lasts, and SO_KEEPALIVE has its own times.
     */
    private boolean isItsTurn(LiveConnection connection) {
        return (rounds + connection.number()) % ASKED_ONE_IN == 0;
    }

    /** Asks the kernel about one connection, and returns whether there was a change. */
    private boolean probe(LiveConnection connection, FileDescriptor descriptor) {
        if (connection.isUnbound() && connection.stateOfDescriptor() == TcpState.CLOSED) {
            return descriptors.isChanged(connection);
        }
        if (!connection.isOpeningRecorded() && !openings.isFoundConnected(connection)) {
            return false;
        }
        if (connection.isAggregated()) {
            records.open(connection, connection.askKernel());
        }
        if (connection.isQuiet()) {
            int tick = uses.now();
            if (connection.mayBeUnanswered(tick) || isItsTurn(connection)) {
                connection.askForAnswer(tick);
            }
            return false;
        }
        int movesBefore = connection.moves();
        int info = connection.askKernelForInfo();
        TcpState kernelState = TcpInfo.state(info);
        if (kernelState == null) {
            return true;
        }
        boolean news = connection.onKernelState(kernelState, movesBefore);
        if (news && !connection.isAggregated()) {
            SocketEvents.kernelState(connection, kernelState.name(), TcpInfo.retransmits(info), TcpInfo.probes(info));
        }
        connection.unread(connection.countsUnread(kernelState) && kernel.hasUnreadData(descriptor));
        return news;
    }

    /** Commits the state of every open descriptor, then the stacks that this chunk names. */
    public void record() throws Throwable {
        portHolders.lookUp(true); // the probe may be off, or have no time before the JVM exits
        descriptors.expunge();
        descriptors.dropGone();
        registrations.lookThroughOld();
        stacks.nameUses();
        if (ListingEvents.isWanted()) {
            list();
        }
        stacks.record();
    }

    private void list() throws Throwable {
        HolderStacks.Pass pass = holderStacks.listing();
        for (LiveConnection connection : descriptors.all()) {
            FileDescriptor descriptor = connection.descriptor();
            if (descriptor == null) {
                continue;
            }
            if (connection.isClosing()) {
                recordKept(connection);
            } else if (connection.isListedConnecting(CONNECTS_WITHIN_MILLIS)) {
                records.open(connection, connection.askKernel());
                pass.add(connection);
            } else if (connection.isOpeningRecorded() || openings.isFoundConnected(connection)) {
                records.open(connection, connection.askKernel());
                pass.add(connection);
            } else if (connection.isUnconnected()) {
                records.open(connection, null);
            }
        }
        pass.end();
    }

    /** Records a descriptor that a selector keeps; one that is about to be closed is left out. */
    private void recordKept(LiveConnection connection) {
        if (connection.closeProgress().begunMillis() < SteadyClock.millis() - CLOSES_WITHIN_MILLIS) {
            records.kept(connection);
        }
    }

    /**
     * Lists the descriptors that are open and were opened after another, for a program in this JVM that asks before and
     * after something. Every open descriptor has its number from then on.
     *
     * @param after the number of the other; {@code Long.MAX_VALUE} to list none
     * @return the newest number, how many descriptors were dropped without a close so far, and then of each open
     *     descriptor its number and its {@link DescriptorUse}
     */
    public long[] openAfter(long after) {
        descriptors.expunge();
        long[] listed = new long[2 * FIRST_LISTED];
        int length = FIRST_LISTED;
        for (LiveConnection connection : descriptors.all()) {
            int use = connection.id() > after ? useOf(connection) : DescriptorUse.GONE;
            if (use != DescriptorUse.GONE) {
                listed = length == listed.length ? Arrays.copyOf(listed, 2 * length) : listed;
                listed[length++] = connection.id();
                listed[length++] = use;
            }
        }
        listed[0] = ConnectionIds.newest();
        listed[1] = descriptors.droppedSoFar();
        return Arrays.copyOf(listed, length);
    }

    private int useOf(LiveConnection connection) {
        if (connection.descriptor() == null) {
            return DescriptorUse.GONE;
        }
        if (connection.isClosing()) {
            return DescriptorUse.CLOSING;
        }
        if (connection.isListener()) {
            return DescriptorUse.LISTENER;
        }
        if (!connection.isOpeningRecorded() && !openings.isFoundConnected(connection)) {
            return connection.isUnconnected() ? DescriptorUse.UNCONNECTED : DescriptorUse.CONNECTION;
        }
        TcpState asked = connection.askKernel();
        return DescriptorUse.of(asked == null ? connection.stateOfDescriptor() : asked, connection.isAccepted());
    }

    public int openConnections() {
        int count = 0;
        for (LiveConnection connection : descriptors.all()) {
            count += connection.isOpeningRecorded() && !connection.isClosing() ? 1 : 0;
        }
        return count;
    }
}
