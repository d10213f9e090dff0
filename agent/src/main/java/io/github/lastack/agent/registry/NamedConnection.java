// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

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
    private final Access access;
    private final boolean inherited; // was there before the agent
    private volatile DescriptorKey bound; // the key of an adopted connection once its own descriptor object is seen
    private volatile Ends ends; // null for none known, see ends(); written under this
    private volatile boolean madeElsewhere; // by another thread than opened it
    volatile boolean connection; // connect or accept has begun it; written under this
    volatile boolean announced; // its opening event was committed; written under this
    private long id; // once somebody asks, and guarded by this

    /**
     * @param identity what it is known by
     * @param number of the descriptor
     * @param carried to ask the kernel with for a native transport's socket; else null
     * @param made where, if it is not opened where it is made
     * @param maker the thread
     */
    NamedConnection(Object identity, int number, FileDescriptor carried, Access access, Origin made, int maker) {
        super(identity, number, carried, access.collected, made, maker);
        this.access = access;
        this.inherited = false;
    }

    /** What was there before the agent; known by the number that {@code own} carries until {@link #bind}. */
    NamedConnection(int number, FileDescriptor own, Access access, Ends ends) {
        super(own, number, own, null, null, ThreadKey.ofThisThread());
        this.access = access;
        this.inherited = true;
        this.ends = ends;
    }

    abstract boolean isClosing();

    /** False for a channel that was only made, and for a listener. */
    final boolean isConnection() {
        return connection;
    }

    final boolean isAnnounced() {
        return announced;
    }

    final Kernel kernel() {
        return access.kernel;
    }

    // ---- its descriptor ----

    @Override
    final DescriptorKey key() {
        DescriptorKey seen = bound;
        return seen == null ? this : seen;
    }

    @Override
    final FileDescriptor descriptor() {
        DescriptorKey seen = bound;
        return seen == null ? super.descriptor() : seen.descriptor();
    }

    /** Its own descriptor object was seen; whether this is the first to tell. */
    final synchronized boolean bind(DescriptorKey own) {
        if (!isStranger()) {
            return false;
        }
        bound = own;
        return true;
    }

    /** Was there before the agent, and its own descriptor object was not seen yet. */
    final boolean isStranger() {
        return inherited && bound == null;
    }

    final boolean isInherited() {
        return inherited;
    }

    // ---- its two ends ----

    /** Nothing is written at the making, which would have to wait for all that was written before. */
    final Ends ends() {
        Ends known = ends;
        return known == null ? Ends.NONE : known;
    }

    /** Call it with the monitor, or while nobody else knows this. */
    final void endsAre(Ends known) {
        ends = known;
    }

    /** @param here null if not known */
    final synchronized void localIs(InetSocketAddress here) {
        ends = ends().from(here);
    }

    /** Asked for when first needed, as long as the descriptor may be asked about. */
    final Ends endsWithLocal() {
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
    final InetSocketAddress local() {
        return endsWithLocal().local();
    }

    /** The peer's; null if not known. */
    final InetSocketAddress remote() {
        return ends().remote();
    }

    // ---- the code that has made it ----

    /** The site of the call on this thread that has made and opened it; null if these were two, or that is not known. */
    final Long connectingCall(Sites sites) {
        Origin made = isMadeByThisThread() ? making() : null;
        return made == null ? null : sites.connectingCallOf(made);
    }

    /** The site of the descriptor's maker, if that was another thread than this one; else 0. */
    final long createdElsewhere(Sites sites) {
        if (isMadeByThisThread()) {
            return 0;
        }
        settle(sites);
        return madeSite();
    }

    final void madeElsewhere(boolean elsewhere) {
        madeElsewhere = elsewhere;
    }

    /** Where this thread was seen to open it. */
    final <T> void teaches(Habits<T> habits, T place, long nowNanos) {
        habits.seen(ends(), place, nowNanos);
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
        return madeElsewhere ? madeSite() : 0;
    }
}
