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
 * What events name of a descriptor and of the connection on it: its id, and who is at its two ends. Which code has used it is
 * {@link TracedDescriptor}'s, and what becomes of it {@link LiveConnection}'s: parts of the same object, since there may be very many.
 *
 * <p>Thread-safe, by the same monitor.
 */
abstract class NamedConnection extends TracedDescriptor implements SocketEvents.Connection {
    /** It was there before the agent. */
    private static final int INHERITED = 1;

    /** Connect or accept has begun it: it is no listener, and not only made. */
    static final int CONNECTION = 1 << 1;

    /** It was opened by another thread than has made it. */
    private static final int MADE_ELSEWHERE = 1 << 2;

    /** The thread that has opened it had made it in an earlier call. */
    private static final int MADE_EARLIER = 1 << 3;

    /** Its opening was recorded, or counted. */
    static final int OPENING_RECORDED = 1 << 4;

    private static final int LISTENS = 1 << 5;

    /** The peer has opened it. */
    private static final int ACCEPTED = 1 << 6;

    /** The flags of subclasses begin here. */
    static final int FIRST_FLAG = 1 << 7;

    static final int NOT_KNOWN = -1;

    private final ApiContext context;
    private volatile DescriptorKey bound; // the key of an adopted connection once its own descriptor object is seen
    private volatile Endpoints endpoints; // null for none known, see endpoints(); written under this
    private volatile int backlog; // what a listener has asked for, or NOT_KNOWN
    private long id; // once somebody asks, and guarded by this

    /**
     * @param identity what it is known by
     * @param number of the descriptor
     * @param carried to ask the kernel with for a native transport's socket; else null
     * @param made where, if it is not opened where it is made
     * @param choice as {@link Sampler} has made it, or {@link Sampler#UNDECIDED}
     */
    NamedConnection(
            Object identity, int number, FileDescriptor carried, ApiContext context, CapturedStack made, int choice) {
        super(identity, number, carried, context.collected, made, choice);
        this.context = context;
    }

    /** What was there before the agent; known by the number that {@code own} carries until {@link #bind}. */
    NamedConnection(int number, FileDescriptor own, ApiContext context, Endpoints endpoints) {
        super(own, number, own, null, null, Sampler.RECORDED);
        this.context = context;
        set(INHERITED);
        setEndpoints(endpoints);
    }

    abstract boolean isClosing();

    @Override
    final boolean isAccepted() {
        return is(ACCEPTED); // and not by its ends, which are further away in memory
    }

    /** False for a channel that was only made, and for a listener. */
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

    /** The length of the accept queue that the kernel allows, or {@link #NOT_KNOWN}. */
    public final int backlogWithin(int somaxconn) {
        return backlog < 0 || somaxconn < 0 ? backlog : Math.min(backlog, somaxconn);
    }

    final Kernel kernel() {
        return context.kernel;
    }

    /** Whether SO_KEEPALIVE is set; call it while it is open. */
    public final boolean keepsAlive() {
        return context.kernel.keepsAlive(descriptor());
    }

    // ---- its descriptor ----

    /** What it is known by. */
    public final DescriptorKey key() {
        DescriptorKey seen = bound;
        return seen == null ? this : seen;
    }

    @Override
    public final FileDescriptor descriptor() {
        DescriptorKey seen = bound;
        return seen == null ? super.descriptor() : seen.descriptor();
    }

    /** Its own descriptor object was seen; whether this is the first to tell. */
    public final synchronized boolean bind(DescriptorKey own) {
        if (!isUnbound()) {
            return false;
        }
        bound = own;
        return true;
    }

    /** Was there before the agent, and its own descriptor object was not seen yet. */
    public final boolean isUnbound() {
        return is(INHERITED) && bound == null;
    }

    public final boolean isInherited() {
        return is(INHERITED);
    }

    // ---- its two ends ----

    /** Nothing is written at the making, which would have to wait for all that was written before. */
    public final Endpoints endpoints() {
        Endpoints known = endpoints;
        return known == null ? Endpoints.NONE : known;
    }

    /** Call it with the monitor, or while nobody else knows this. */
    final void setEndpoints(Endpoints known) {
        endpoints = known;
        if (known.role() == Endpoints.SERVER) {
            set(ACCEPTED);
        }
    }

    /** @param here null if not known */
    public final synchronized void setLocal(InetSocketAddress here) {
        endpoints = endpoints().from(here);
    }

    /** Asked for when first needed, as long as the descriptor may be asked about. */
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

    /** This side's; null if not known. */
    public final InetSocketAddress local() {
        return endpointsWithLocal().local();
    }

    /** The peer's; null if not known. */
    public final InetSocketAddress remote() {
        return endpoints().remote();
    }

    // ---- the code that has made it ----

    /** The site of the call on this thread that has made and opened it; null if these were two, or that is not known. */
    public final Long connectingCall(StackTable stacks) {
        CapturedStack made = isMadeByThisThread() ? makingStack() : null;
        return made == null ? null : stacks.connectingCallOf(made);
    }

    /** The site of the descriptor's maker, if that was another thread than this one and its stack was taken; else 0. */
    public final long createdElsewhere(StackTable stacks) {
        if (isMadeByThisThread() || isNotSampled()) {
            return 0;
        }
        settle(stacks);
        return siteOfMaking();
    }

    /** Settles where this thread has made what another call of it opens, if that is so and the stack was taken. */
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
            id = ConnectionIds.next(); // most of very many are never named
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
