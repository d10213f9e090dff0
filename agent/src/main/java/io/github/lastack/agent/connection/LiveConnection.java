// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import io.github.lastack.agent.connection.AggregatedConnections.Aggregated;
import io.github.lastack.agent.connection.sampling.Sampler;
import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.connection.stack.StackTable;
import io.github.lastack.agent.kernel.Kernel;
import io.github.lastack.agent.kernel.proc.ProcessSockets;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpSignal;
import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;

/**
 * One descriptor and the connection on it, from the creation of the descriptor to its close.
 *
 * <p>Thread-safe. Inside its monitor only the state machine, the kernel and the count that it belongs to are called.
 * The monitor is held for nanoseconds, and once, at the close, for some microseconds. Events are committed outside.
 *
 * <p>There may be very many: what is needed for a short time only is in objects that live no longer than that.
 */
public final class LiveConnection extends ConnectionState {

    /* A life:
     *
     *   created ──► connecting ──► connected ──► closing      a channel, or a Socket from its connect on
     *                    └──────────────────────► closing     a connect that failed, or was closed meanwhile
     *               accepted: connected from the start        a listener: created, then closing
     *
     * "closing" is set once, before the kernel is asked a last time and long before the descriptor is closed. From then
     * on no other thread asks the kernel, whose answer could be about another socket by then, and what reads and writes
     * return is ignored: closing makes them return (design of NioSocketImpl and SocketChannelImpl: pre-close).
     */

    /** Set once it is or was a connection, and not only an attempt at one. */
    private static final int CONNECTED = NEXT_FLAG;

    /** Set once a thread has reported how its connect ended. */
    private static final int CONNECT_OVER = NEXT_FLAG << 1;

    private static final int OPENING_CLAIMED = NEXT_FLAG << 2;
    private static final int REGISTERED = NEXT_FLAG << 3;
    private static final int LISTED_CONNECTING = NEXT_FLAG << 4;

    private long openedAtMillis; // guarded by this

    /** The connect in progress; null before connect, and once the opening is recorded. Written under this. */
    private volatile ConnectAttempt attempt;

    /** The Aggregated that it belongs to; or, if it is recorded individually, the clock of its event; or null. */
    private volatile Object aggregateOrClock; // written under this

    private volatile CloseProgress closeProgress; // null until its close begins
    private volatile Reference<Object> registration; // null until a selector or event loop knows it

    /**
     * A new descriptor.
     *
     * @param identity the object that it is found by
     * @param number the number of the descriptor
     * @param carried the object to ask the kernel with for a native transport's socket; else null
     * @param made the stack of its creation, if it is not opened there; else null
     * @param choice of the {@link Sampler}, or {@link Sampler#UNDECIDED}
     * @param nowNanos of {@code System.nanoTime}
     */
    public LiveConnection(
            Object identity,
            int number,
            FileDescriptor carried,
            ApiContext context,
            CapturedStack made,
            int choice,
            long nowNanos) {
        super(identity, number, carried, context, made, choice, SteadyClock.millisAt(nowNanos));
        this.openedAtMillis = stateSinceMillis();
    }

    /**
     * A connection from before the agent, found by the number that {@code own} carries until {@link #bind}.
     *
     * @param foundMillis of {@link SteadyClock}
     */
    public LiveConnection(ProcessSockets.Found found, FileDescriptor own, ApiContext context, long foundMillis) {
        super(found.number, own, context, Endpoints.of(found), foundMillis);
        this.openedAtMillis = stateSinceMillis();
        if (found.state == TcpState.LISTEN) {
            listens(NOT_KNOWN);
        } else if (found.use != Kernel.Use.NEVER_CONNECTED) {
            boolean isOver = found.state != TcpState.SYN_SENT;
            set(CONNECTION | OPENING_CLAIMED | OPENING_RECORDED | (isOver ? CONNECT_OVER | CONNECTED : 0));
            machine().adopt(found.state);
        }
    }

    // ---- recorded individually, or aggregated ----

    /** Returns true for the first caller, which then has to record the opening. */
    public synchronized boolean claimOpening() {
        boolean first = !is(OPENING_CLAIMED);
        set(OPENING_CLAIMED);
        return first;
    }

    /**
     * Notes that the opening is recorded.
     *
     * @param begun the clock of the event for its whole life, or null
     */
    public synchronized void openingRecorded(Object begun) {
        if (!isAggregated()) {
            aggregateOrClock = begun;
        }
        set(OPENING_RECORDED);
        forgetAttempt();
    }

    /** Adds it to a count: it gets no events of its own, unless it stays open. */
    public synchronized void aggregateInto(Aggregated count) {
        aggregateOrClock = count;
        set(OPENING_RECORDED);
        forgetAttempt();
        if (isClosing()) {
            count.closed(!isPeerEndSeen()); // another thread was faster
        }
    }

    @Override
    public boolean isAggregated() {
        return aggregateOrClock instanceof Aggregated;
    }

    /** Returns the count that it belongs to. Call it only while it is aggregated. */
    private Aggregated aggregate() {
        return (Aggregated) aggregateOrClock;
    }

    /** Makes it recorded individually from now on; returns false if it is closed already, and was counted as such. */
    public synchronized boolean recordsIndividually() {
        if (!isAggregated()) {
            return true;
        }
        if (isClosing()) {
            return false;
        }
        aggregate().recorded();
        aggregateOrClock = null;
        forgetAttempt();
        openedUnlessKnown(CapturedStack.STACK_SKIPPED);
        return true;
    }

    public synchronized long openedAtMillis() {
        return openedAtMillis;
    }

    public boolean isOlderThan(long millis) {
        return SteadyClock.millis() - openedAtMillis() > millis;
    }

    // ---- opening ----

    /** Drops the attempt once it is over and recorded, and all threads have left connect. */
    private void forgetAttempt() {
        if (is(OPENING_RECORDED | CONNECT_OVER) && attempt != null && !attempt.isUnderWay()) {
            attempt = null;
        }
    }

    private ConnectAttempt attempt() {
        if (attempt == null) {
            attempt = new ConnectAttempt(false, ConnectAttempt.NO_TIMEOUT);
        }
        return attempt;
    }

    /**
     * Notes the start of a connect; returns false for a call that the channel is going to refuse.
     *
     * @param first the calling thread's attempt
     */
    public synchronized boolean beginConnect(InetSocketAddress to, ConnectAttempt first, long nowMillis) {
        if (isConnection() || isClosing()) {
            return false;
        }
        Endpoints known = Endpoints.connectedTo(to);
        first.enters();
        attempt = first;
        setEndpoints(known);
        set(CONNECTION);
        openedAtMillis = nowMillis;
        return moved(machine().on(TcpSignal.CONNECT_BEGUN), nowMillis);
    }

    /** Returns whether there is a connect to finish. */
    public synchronized boolean beginFinish() {
        boolean goesOn = isConnection() && !isClosing() && !is(CONNECT_OVER);
        if (goesOn) {
            attempt().enters();
        }
        return goesOn;
    }

    /** Returns whether the connection is established, and this call is the first to report it. */
    public synchronized boolean connectReturned(boolean isEstablished, long nowMillis) {
        attempt().leaves();
        boolean first = isEstablished && connected(nowMillis);
        forgetAttempt();
        return first;
    }

    /**
     * Notes that the connection is established. Returns whether this call is the first to report it after the opening
     * was recorded, so that it needs an event of its own.
     */
    public synchronized boolean connectedAfterRecording() {
        boolean first = connected(SteadyClock.millis());
        local(); // while the kernel can be asked
        if (!is(OPENING_CLAIMED)) {
            attempt().established();
        }
        return first && is(OPENING_CLAIMED);
    }

    /** Returns whether this call is the first to report it. */
    private boolean connected(long nowMillis) {
        if (is(CONNECT_OVER)) {
            return false;
        }
        set(CONNECT_OVER | CONNECTED);
        totals().opened(false);
        moved(machine().on(TcpSignal.CONNECTED), nowMillis);
        if (endpoints().isToAnyLocal()) {
            setEndpoints(endpointsWithLocal().toLocal());
        }
        return true;
    }

    /** Notes that connect failed, and returns whether this call is the first to report it. */
    public synchronized boolean connectFailed() {
        attempt().leaves();
        if (is(CONNECT_OVER)) {
            forgetAttempt();
            return false;
        }
        set(CONNECT_OVER);
        moved(machine().on(TcpSignal.CONNECT_FAILED));
        return true;
    }

    /** Takes back a connect that was refused before anything was sent. */
    public synchronized void cancelConnect() {
        if (!is(OPENING_CLAIMED)) {
            unset(CONNECTION);
            forgetState();
        }
        attempt().leaves();
    }

    /** Returns the thread that holds it, or the one that waits in its connect; null for none. */
    @Override
    public Thread holder() {
        return isConnecting() ? connecting().inside() : super.holder();
    }

    /** Returns whether a thread is inside connect, and the opening is not recorded yet. */
    public boolean isConnecting() {
        return isConnection() && !isOpeningRecorded() && connecting().isUnderWay();
    }

    /**
     * Returns whether a thread has been inside connect for longer than {@code millis}. Such a connect is listed before
     * its opening is recorded, and is recorded individually from then on, since else the listing would have no end.
     */
    public synchronized boolean isListedConnecting(long millis) {
        boolean isListed = isConnecting() && !isClosing() && isOlderThan(millis);
        if (isListed) {
            set(LISTED_CONNECTING);
        }
        return isListed;
    }

    public boolean wasListedConnecting() {
        return is(LISTED_CONNECTING);
    }

    /** Returns the connect under way whose opening is not recorded yet, or {@link ConnectAttempt#NONE}. */
    public ConnectAttempt connecting() {
        ConnectAttempt made = attempt;
        return made == null ? ConnectAttempt.NONE : made;
    }

    /**
     * Returns whether the kernel may find it connected although no hook has reported it: it was created separately, and
     * no connect was seen.
     */
    public synchronized boolean mayBeFoundConnected() {
        return isUnconnected() && isMadeSeparately();
    }

    /** Notes that the kernel found it connected; returns false if a hook has reported it meanwhile. */
    public synchronized boolean foundConnected(InetSocketAddress peer) {
        if (isConnection() || isClosing()) {
            return false;
        }
        set(CONNECTION | CONNECTED);
        totals().opened(false);
        setEndpoints(Endpoints.connectedTo(peer));
        openedAtMillis = SteadyClock.millis();
        moved(machine().on(TcpSignal.CONNECT_BEGUN), openedAtMillis);
        moved(machine().on(TcpSignal.CONNECTED), openedAtMillis);
        return true;
    }

    /** Makes it an accepted connection, whose opening the caller has to record. */
    public synchronized void acceptedFrom(InetSocketAddress peer, long nowMillis) {
        setEndpoints(Endpoints.acceptedFrom(peer));
        set(CONNECTION | CONNECTED | CONNECT_OVER | OPENING_CLAIMED);
        totals().opened(true);
        openedAtMillis = nowMillis;
        moved(machine().on(TcpSignal.ACCEPTED), nowMillis);
    }

    // ---- the present state ----

    public boolean isConnected() {
        return is(CONNECTED);
    }

    /** Returns the state of the open descriptor; null if it is closed. */
    public TcpState stateOfDescriptor() {
        if (isClosing() || descriptor() == null) {
            return null;
        }
        return isListener() ? TcpState.LISTEN : state();
    }

    /** Returns whether it is neither connected nor listening: what a failed or forgotten connect leaves behind. */
    public boolean isUnconnected() {
        return !isConnection() && !isListener() && !isClosing();
    }

    /**
     * Returns where it was opened, as far as that is settled: where the channel was created, rather than in an event
     * loop.
     */
    public long siteOfOpening() {
        return createdSite() != 0 || !isConnection() ? siteOfMaking() : openedSite();
    }

    /**
     * Notes that a selector or an event loop knows it from now on.
     *
     * @param channel a SelectionKey, the channel of a native transport, or a completion handler; held weakly, since it
     * holds the descriptor
     */
    public void registered(Object channel) {
        if (!is(REGISTERED)) { // a descriptor has one channel, and some servers register it for each request
            registration = new WeakReference<>(channel);
            synchronized (this) {
                set(REGISTERED);
            }
        }
    }

    /** Returns whether a selector or an event loop has known it: the descriptor may stay open after the close. */
    public boolean isRegistered() {
        return is(REGISTERED);
    }

    /** Notes a completion handler as what it is registered with, once for each class of handlers. */
    public void handledBy(Object handler) {
        Object known = registration();
        if (known == null || known.getClass() != handler.getClass()) {
            registration = new WeakReference<>(handler);
        }
    }

    /** Returns what {@link #registered} was given; null if there is none, or it is collected. */
    public Object registration() {
        Reference<Object> known = registration;
        return known == null ? null : known.get();
    }

    // ---- closing ----

    @Override
    public boolean isClosing() {
        return closeProgress != null;
    }

    /** Returns how it is being closed; null until its close begins. */
    public CloseProgress closeProgress() {
        return closeProgress;
    }

    /**
     * Begins the close, and returns whether this call is the first to do so.
     *
     * @param insideConnect whether connect itself closes the descriptor because it failed
     */
    public synchronized boolean beginClose(boolean insideConnect) {
        if (isClosing()) {
            return false;
        }
        if (insideConnect) {
            recordsIndividually(); // events of its own report that it failed
        }
        if (isConnected()) {
            totals().closed(isAccepted(), closesFirst());
        }
        closeProgress = isAggregated() ? CloseProgress.unasked() : CloseProgress.now(insideConnect);
        if (isAggregated()) {
            aggregate().closed(!isPeerEndSeen());
        }
        return true;
    }

    /** Returns whether this side closes before it has learned of the peer's FIN or a reset. */
    private boolean closesFirst() {
        TcpState now = state();
        return now == TcpState.ESTABLISHED && !isPeerEndSeen()
                || now == TcpState.FIN_WAIT_1
                || now == TcpState.FIN_WAIT_2
                || now == TcpState.CLOSING
                || now == TcpState.TIME_WAIT;
    }

    /** Notes where it is being closed, if no event says so. Call it once {@link #beginClose} has returned true. */
    public synchronized void closedAt(CapturedStack here) {
        closeProgress.isAt(here);
    }

    /** Turns the stack of the close into a site, if one was captured. */
    public void settleClose(StackTable stacks) {
        CapturedStack taken;
        synchronized (this) {
            taken = closeProgress == null ? null : closeProgress.stack();
        }
        if (taken != null) {
            Long site = stacks.intern(taken);
            synchronized (this) {
                closeProgress.isAt(site);
            }
        }
    }

    /** Returns where it was closed, if no event says so and it is settled; else 0. */
    public synchronized long closedSite() {
        return closeProgress == null ? 0 : closeProgress.site();
    }

    /** Notes what the kernel said when its close began. */
    public synchronized void closed(TcpState before, boolean unreadData, int lingerSeconds) {
        closeProgress.began(before, unreadData);
        moved(machine().closed(before, unreadData, lingerSeconds));
    }

    /** Returns the clock of the event for its whole life, once; null if no recording wants the event. */
    public synchronized Object takeEventClock() {
        if (isAggregated()) {
            return null;
        }
        Object begun = aggregateOrClock;
        aggregateOrClock = null;
        return begun;
    }

    /**
     * Returns whether {@link CloseProgress#isUnexpected} must be false, so that the kernel need not be asked: after the
     * peer's FIN only a reset can have come, which ends the connection like the close, and otherwise nothing has come.
     */
    public synchronized boolean closesAsExpected() {
        TcpState before = closeProgress.before();
        return before == null
                || !closeProgress.hadUnreadData()
                        && (before == TcpState.CLOSE_WAIT
                                || before == TcpState.ESTABLISHED && kernel().isQuiet(descriptor()));
    }

    /**
     * Returns whether the kernel's state when the descriptor is closed differs from what the close should have led to.
     */
    public synchronized boolean isUnexpectedAfterClose(TcpState kernelState, boolean unreadData) {
        return closeProgress.isUnexpected(kernelState, unreadData);
    }
}
