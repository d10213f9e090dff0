// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import io.github.lastack.agent.connection.sampling.Sampler;
import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.events.SocketEvents;
import java.io.FileDescriptor;
import java.net.InetSocketAddress;

/**
 * The properties that events name of a descriptor and the connection on it: its id and its two ends. {@link
 * TracedDescriptor} has the code that used it, and {@link LiveConnection} its life: all are one object, since there may
 * be very many.
 *
 * <p>Thread-safe, by the monitor of the object.
 */
abstract class NamedConnection extends TracedDescriptor implements SocketEvents.Connection {
    /** Set for a connection from before the agent. */
    private static final int INHERITED = 1;

    /** Set once connect or accept has begun it: it is neither a listener nor only created. */
    static final int CONNECTION = 1 << 1;

    /** Set if another thread opened it than created it. */
    private static final int MADE_ELSEWHERE = 1 << 2;

    /** Set if the thread that opened it had created it in an earlier call. */
    private static final int MADE_EARLIER = 1 << 3;

    /** Set once its opening was recorded, individually or aggregated. */
    static final int OPENING_RECORDED = 1 << 4;

    private static final int LISTENS = 1 << 5;

    /** Set if the peer has opened it. */
    private static final int ACCEPTED = 1 << 6;

    /** The first bit that subclasses may use. */
    static final int FIRST_FLAG = 1 << 7;

    static final int NOT_KNOWN = -1;

    private final ApiContext context;
    private volatile DescriptorKey bound; // the key of an adopted connection once its own descriptor object was seen
    private volatile Endpoints endpoints; // null if none is known, see endpoints(); written under this
    private volatile int backlog; // what a listener has asked for, or NOT_KNOWN
    private long id; // 0 until it is asked for; guarded by this

    /**
     * A new descriptor.
     *
     * @param identity the object that it is found by
     * @param number the number of the descriptor
     * @param carried the object to ask the kernel with for a native transport's socket; else null
     * @param made the stack of its creation, if it is not opened there; else null
     * @param choice of the {@link Sampler}, or {@link Sampler#UNDECIDED}
     */
    NamedConnection(
            Object identity, int number, FileDescriptor carried, ApiContext context, CapturedStack made, int choice) {
        super(identity, number, carried, context.collected, made, choice);
        this.context = context;
    }

    /** A connection from before the agent, found by the number that {@code own} carries until {@link #bind}. */
    NamedConnection(int number, FileDescriptor own, ApiContext context, Endpoints endpoints) {
        super(own, number, own, null, null, Sampler.RECORDED);
        this.context = context;
        set(INHERITED);
        setEndpoints(endpoints);
    }

    abstract boolean isClosing();

    @Override
    public final boolean isAccepted() {
        return is(ACCEPTED); // and not by its endpoints, which are further away in memory
    }

    /** Returns whether it is a connection. False for a channel that was only created, and for a listener. */
    public final boolean isConnection() {
        return is(CONNECTION);
    }

    public final boolean isOpeningRecorded() {
        return is(OPENING_RECORDED);
    }

    public final synchronized void listens(int backlogAsked) {
        backlog = Math.max(backlogAsked, NOT_KNOWN);
        set(LISTENS);
    }

    public final boolean isListener() {
        return is(LISTENS) && !isClosing();
    }

    /** Returns the length of the accept queue that the kernel allows, or {@link #NOT_KNOWN}. */
    public final int backlogWithin(int somaxconn) {
        return backlog < 0 || somaxconn < 0 ? backlog : Math.min(backlog, somaxconn);
    }

    final Kernel kernel() {
        return context.kernel;
    }

    final ConnectionTotals totals() {
        return context.totals;
    }

    /** Returns whether it is a channel, whose descriptor nothing closes once the channel is collected. */
    public final boolean isChannel() {
        return !context.api.equals("Socket");
    }

    /** Returns whether SO_KEEPALIVE is set. Call it while the descriptor is open. */
    public final boolean keepsAlive() {
        return context.kernel.keepsAlive(descriptor());
    }

    // ---- its descriptor ----

    /** Returns the key that it is found by. */
    public final DescriptorKey key() {
        DescriptorKey seen = bound;
        return seen == null ? this : seen;
    }

    @Override
    public final FileDescriptor descriptor() {
        DescriptorKey seen = bound;
        return seen == null ? super.descriptor() : seen.descriptor();
    }

    /** Notes the key of its own descriptor object; returns whether this call is the first to do so. */
    public final synchronized boolean bind(DescriptorKey own) {
        if (!isUnbound()) {
            return false;
        }
        bound = own;
        return true;
    }

    /** Returns whether it is from before the agent and its own descriptor object was not seen yet. */
    public final boolean isUnbound() {
        return is(INHERITED) && bound == null;
    }

    public final boolean isInherited() {
        return is(INHERITED);
    }

    // ---- its two ends ----

    /**
     * Returns its two ends. No field is written when it is created, since such a write would have to wait for all
     * earlier ones.
     */
    public final Endpoints endpoints() {
        Endpoints known = endpoints;
        return known == null ? Endpoints.NONE : known;
    }

    /** Sets the two ends. Call it inside the monitor, or while no other thread knows this object. */
    final void setEndpoints(Endpoints known) {
        endpoints = known;
        if (known.role() == Endpoints.SERVER) {
            set(ACCEPTED);
        }
    }

    /**
     * Sets the local end.
     *
     * @param here null if not known
     */
    public final synchronized void setLocal(InetSocketAddress here) {
        endpoints = endpoints().from(here);
    }

    /**
     * Returns the two ends with the local one, which is asked for when it is first needed, as long as the descriptor
     * may be asked about.
     */
    final Endpoints endpointsWithLocal() {
        if (!endpoints().isLocalKnown()) {
            synchronized (this) {
                if (!endpoints().isLocalKnown() && !isClosing()) {
                    endpoints = endpoints().from(context.kernel.localAddressOf(descriptor()));
                }
            }
        }
        return endpoints();
    }

    /** Returns the local end; null if not known. */
    public final InetSocketAddress local() {
        return endpointsWithLocal().local();
    }

    /** Returns the peer's end; null if not known. */
    public final InetSocketAddress remote() {
        return endpoints().remote();
    }

    // ---- the code that created it ----

    /**
     * Returns the site of the calling thread's call that created and opened it; null if these were two calls, or it is
     * not known.
     */
    public final Long connectingCall(StackTable stacks) {
        CapturedStack made = isMadeByThisThread() ? makingStack() : null;
        return made == null ? null : stacks.connectingCallOf(made);
    }

    /** Returns the site where it was created, if another thread did that and its stack was captured; else 0. */
    public final long createdElsewhere(StackTable stacks) {
        if (isMadeByThisThread() || isNotSampled()) {
            return 0;
        }
        settle(stacks);
        return siteOfMaking();
    }

    /**
     * Settles where this thread created what another call of this thread opens, if that is so and the stack was
     * captured.
     */
    public final void namesEarlierCall(StackTable stacks) {
        if (isMadeByThisThread() && isMadeSeparately() && !isNotSampled()) {
            settle(stacks);
            synchronized (this) {
                set(MADE_EARLIER);
            }
            stacks.name(siteOfMaking());
        }
    }

    public final synchronized void madeElsewhere() {
        set(MADE_ELSEWHERE);
    }

    // ---- for the events ----

    @Override
    public final synchronized long id() {
        if (id == 0) {
            id = ConnectionIds.next(); // on demand, since most of very many are never named
        }
        return id;
    }

    @Override
    public final String role() {
        return endpoints().role();
    }

    @Override
    public final String api() {
        return context.api;
    }

    @Override
    public final String host() {
        return endpoints().host();
    }

    @Override
    public final String address() {
        return endpoints().address();
    }

    @Override
    public final int port() {
        return endpoints().port();
    }

    @Override
    public final String localAddress() {
        return endpointsWithLocal().localAddress();
    }

    @Override
    public final int localPort() {
        return endpointsWithLocal().localPort();
    }

    @Override
    public final long createdSite() {
        return is(MADE_ELSEWHERE) ? siteOfMaking() : 0;
    }

    @Override
    public final long madeSite() {
        return is(MADE_EARLIER) ? siteOfMaking() : 0;
    }
}
