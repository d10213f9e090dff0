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
    static final int ANNOUNCED = 1 << 4;

    private static final int LISTENS = 1 << 5;

    /** The peer has opened it. */
    private static final int ACCEPTED = 1 << 6;

    /** The flags of subclasses begin here. */
    static final int FIRST_FLAG = 1 << 7;

    static final int NOT_KNOWN = -1;

    private final ApiContext access;
    private volatile DescriptorKey bound; // the key of an adopted connection once its own descriptor object is seen
    private volatile Endpoints ends; // null for none known, see ends(); written under this
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
            Object identity, int number, FileDescriptor carried, ApiContext access, CapturedStack made, int choice) {
        super(identity, number, carried, access.collected, made, choice);
        this.access = access;
    }

    /** What was there before the agent; known by the number that {@code own} carries until {@link #bind}. */
    NamedConnection(int number, FileDescriptor own, ApiContext access, Endpoints ends) {
        super(own, number, own, null, null, Sampler.RECORDED);
        this.access = access;
        set(INHERITED);
        endsAre(ends);
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

    public final boolean isAnnounced() {
        return is(ANNOUNCED);
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
        return access.kernel;
    }

    /** Whether SO_KEEPALIVE is set; call it while it is open. */
    public final boolean keepsAlive() {
        return access.kernel.keepsAlive(descriptor());
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
        if (!isStranger()) {
            return false;
        }
        bound = own;
        return true;
    }

    /** Was there before the agent, and its own descriptor object was not seen yet. */
    public final boolean isStranger() {
        return is(INHERITED) && bound == null;
    }

    public final boolean isInherited() {
        return is(INHERITED);
    }

    // ---- its two ends ----

    /** Nothing is written at the making, which would have to wait for all that was written before. */
    public final Endpoints ends() {
        Endpoints known = ends;
        return known == null ? Endpoints.NONE : known;
    }

    /** Call it with the monitor, or while nobody else knows this. */
    final void endsAre(Endpoints known) {
        ends = known;
        if (known.role() == Endpoints.SERVER) {
            set(ACCEPTED);
        }
    }

    /** @param here null if not known */
    public final synchronized void localIs(InetSocketAddress here) {
        ends = ends().from(here);
    }

    /** Asked for when first needed, as long as the descriptor may be asked about. */
    final Endpoints endsWithLocal() {
        if (!ends().isLocalKnown()) {
            synchronized (this) {
                if (!ends().isLocalKnown() && !isClosing()) {
                    ends = ends().from(access.kernel.localAddressOf(descriptor()));
                }
            }
        }
        return ends();
    }

    /** This side's; null if not known. */
    public final InetSocketAddress local() {
        return endsWithLocal().local();
    }

    /** The peer's; null if not known. */
    public final InetSocketAddress remote() {
        return ends().remote();
    }

    // ---- the code that has made it ----

    /** The site of the call on this thread that has made and opened it; null if these were two, or that is not known. */
    public final Long connectingCall(StackTable sites) {
        CapturedStack made = isMadeByThisThread() ? making() : null;
        return made == null ? null : sites.connectingCallOf(made);
    }

    /** The site of the descriptor's maker, if that was another thread than this one and its stack was taken; else 0. */
    public final long createdElsewhere(StackTable sites) {
        if (isMadeByThisThread() || isNotSampled()) {
            return 0;
        }
        settle(sites);
        return siteOfMaking();
    }

    /** Settles where this thread has made what another call of it opens, if that is so and the stack was taken. */
    public final void namesEarlierCall(StackTable sites) {
        if (isMadeByThisThread() && isMadeByItself() && !isNotSampled()) {
            settle(sites);
            synchronized (this) {
                set(MADE_EARLIER);
            }
            sites.name(siteOfMaking());
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
        return ends().role();
    }

    @Override
    public final String api() {
        return access.api;
    }

    @Override
    public final String host() {
        return ends().host();
    }

    @Override
    public final String address() {
        return ends().address();
    }

    @Override
    public final int port() {
        return ends().port();
    }

    @Override
    public final String localAddress() {
        return endsWithLocal().localAddress();
    }

    @Override
    public final int localPort() {
        return endsWithLocal().localPort();
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
