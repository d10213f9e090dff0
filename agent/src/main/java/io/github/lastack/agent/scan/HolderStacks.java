// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.scan;

import io.github.lastack.agent.connection.LiveConnection;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.descriptor.Uses;
import io.github.lastack.agent.jdk.ThreadStacks;
import io.github.lastack.events.ListingEvents;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpState;
import java.util.ArrayList;
import java.util.List;

/**
 * Records where the threads are that hold stuck connections. The holder of a connection is its last user that has used
 * no other since. It is asked once when the connection is found stuck, and again at each listing.
 *
 * <p>Used by the probe and by the listing, which may run at the same time.
 */
public final class HolderStacks {
    /**
     * Threads wait while their stacks are taken, on JDK 8 and 11 all threads of the JVM: one such pause must be short.
     */
    public static final int AT_ONCE = 32;

    private static final int AT_MOST_IN_A_LISTING = 320;

    private final ThreadStacks threads;
    private final StackTable stacks;
    private final Uses uses;
    private final long stuckAfterMillis;

    /**
     * Reads stacks.
     *
     * @param threads null where this JDK's threads cannot be asked
     * @param stuckAfterMillis after how long a connection that makes no progress is stuck, in ms
     */
    public HolderStacks(ThreadStacks threads, StackTable stacks, Uses uses, long stuckAfterMillis) {
        this.threads = threads;
        this.stacks = stacks;
        this.uses = uses;
        this.stuckAfterMillis = stuckAfterMillis;
    }

    private static final class Holding {
        final LiveConnection connection;
        final Thread thread;

        Holding(LiveConnection connection, Thread thread) {
            this.connection = connection;
            this.thread = thread;
        }
    }

    /** Collects the stuck connections of one pass, and asks for the stacks at its end. */
    public final class Pass {
        private final boolean isListing;
        private final List<Holding> pending = new ArrayList<>();
        private int asked;

        private Pass(boolean isListing) {
            this.isListing = isListing;
        }

        public void add(LiveConnection connection) throws Throwable {
            if (threads == null || asked >= (isListing ? AT_MOST_IN_A_LISTING : AT_ONCE) || !isStuck(connection)) {
                return;
            }
            if (!isListing && connection.isHolderAsked()) {
                return;
            }
            Thread holder = connection.holder();
            if (holder == null || holder == Thread.currentThread()) {
                return; // the thread that ends a chunk, or the JVM, would be found doing just that
            }
            connection.setHolderAsked();
            pending.add(new Holding(connection, holder));
            asked++;
            if (pending.size() == AT_ONCE) {
                end();
            }
        }

        /** Asks for the stacks of the threads that were collected since the last call. */
        public void end() throws Throwable {
            if (pending.isEmpty()) {
                return;
            }
            List<Thread> holders = new ArrayList<>();
            for (Holding each : pending) {
                holders.add(each.thread);
            }
            List<StackTraceElement[]> traces = threads.of(holders);
            for (int i = 0; i < pending.size(); i++) {
                Holding each = pending.get(i);
                StackTraceElement[] stack = traces.get(i);
                boolean isStillHeld = !each.connection.isClosing() && each.connection.holder() == each.thread;
                if (stack.length > 0 && isStillHeld) {
                    long site = stacks.name(stacks.numberOf(stack));
                    Uses.LastUse last = uses.last(each.connection);
                    long used = last == null ? 0 : stacks.name(last.site);
                    ListingEvents.holder(each.connection, each.thread.getName(), site, used, stacks.outerFrameOf(site));
                }
            }
            pending.clear();
        }
    }

    /** Begins a pass of the probe, which asks once in a connection's life. */
    public Pass probing() {
        return new Pass(false);
    }

    /** Begins a pass of a listing, which asks each time. */
    public Pass listing() {
        return new Pass(true);
    }

    /**
     * Returns the present stacks of the threads that hold stuck connections, innermost frame first; null in place of a
     * stack that is not known, and an empty list where none can be asked for.
     *
     * @param connections as many as {@link #AT_ONCE}; further ones are not asked about
     */
    public List<StackTraceElement[]> of(List<LiveConnection> connections) throws Throwable {
        List<Thread> holders = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        List<StackTraceElement[]> stacksOfHolders = new ArrayList<>();
        for (LiveConnection connection : connections) {
            Thread holder = threads == null ? null : holderOfStuck(connection);
            if (holder != null) {
                holders.add(holder);
                places.add(stacksOfHolders.size());
            }
            stacksOfHolders.add(null);
        }
        List<StackTraceElement[]> traces =
                holders.isEmpty() ? new ArrayList<StackTraceElement[]>() : threads.of(holders);
        for (int i = 0; i < traces.size(); i++) {
            LiveConnection connection = connections.get(places.get(i));
            boolean isStillHeld = !connection.isClosing() && connection.holder() == holders.get(i);
            stacksOfHolders.set(places.get(i), isStillHeld && traces.get(i).length > 0 ? traces.get(i) : null);
        }
        return stacksOfHolders;
    }

    /** Returns the thread that holds the connection; null if it is not stuck, or no other thread holds it. */
    public Thread holderOfStuck(LiveConnection connection) {
        Thread holder = isStuck(connection) ? connection.holder() : null;
        return holder == Thread.currentThread() ? null : holder;
    }

    private boolean isLong(long millis) {
        return millis >= stuckAfterMillis;
    }

    private boolean isStuck(LiveConnection connection) {
        if (connection.isClosing() || connection.isAggregated()) {
            return false;
        }
        if (connection.wasListedConnecting() && connection.isConnecting()) {
            return true; // no other event says where it is opened
        }
        TcpState state = connection.state();
        boolean waits = state == TcpState.CLOSE_WAIT || state == TcpState.FIN_WAIT_2;
        long now = SteadyClock.millis();
        return waits && isLong(now - connection.stateSinceMillis())
                || connection.unreadSinceMillis() != 0 && isLong(now - connection.unreadSinceMillis())
                || connection.unanswered() != null && isLong(now - connection.unanswered().sinceMillis);
    }
}
