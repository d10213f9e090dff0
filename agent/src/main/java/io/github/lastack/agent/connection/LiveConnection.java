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
 * One descriptor and the connection on it, from its making to its close.
 *
 * <p>Thread-safe. Its monitor is a leaf: nothing is called under it but the machine, the kernel and the count that it
 * is a part of. It is held for nanoseconds, and for some microseconds once, at the close. Events are committed outside.
 *
 * <p>There may be very many: what is of use for a time only is in objects that last no longer.
 */
public final class LiveConnection extends ConnectionState {

    /* A life:
     *
     *   created ──► connecting ──► connected ──► closing      a channel, or a Socket from its connect on
     *                    └──────────────────────► closing     a connect that failed, or was closed meanwhile
     *               accepted: connected from the start        a listener: created, then closing
     *
     * "closing" is set once, before the kernel is asked a last time and long before the descriptor goes. From then on
     * nobody else asks the kernel, whose answer could be about another socket by then, and what reads and writes
     * return is no news: closing makes them return (design of NioSocketImpl and SocketChannelImpl: pre-close).
     */

    /** It is or was a connection, not only an attempt at one. */
    private static final int CONNECTED = NEXT_FLAG;

    /** A thread has told how its connect ended. */
    private static final int CONNECT_OVER = NEXT_FLAG << 1;

    private static final int OPENING_CLAIMED = NEXT_FLAG << 2;
    private static final int REGISTERED = NEXT_FLAG << 3;
    private static final int LISTED_CONNECTING = NEXT_FLAG << 4;

    private long openedAtMillis; // guarded by this
    private volatile ConnectAttempt attempt; // null before connect, and once it is told of; written under this

    /** The Aggregated that it is a part of; or, if it is none, what recordings take for its beginning, or null. */
    private volatile Object aggregateOrClock; // written under this

    private volatile CloseProgress closeProgress; // null while nobody closes it
    private volatile Reference<Object> registration; // null until a selector or event loop knows it

    /**
     * @param identity what it is known by
     * @param number of the descriptor
     * @param carried to ask the kernel with for a native transport's socket; else null
     * @param made where, if it is not opened where it is made
     * @param choice as {@link Sampler} has made it, or {@link Sampler#UNDECIDED}
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
     * What was there before the agent; known by the number that {@code own} carries until {@link #bind}.
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

    // ---- recorded individually, or a part of a count ----

    /** Whether the caller is the one to record the opening. */
    public synchronized boolean claimOpening() {
        boolean first = !is(OPENING_CLAIMED);
        set(OPENING_CLAIMED);
        return first;
    }

    /** @param begun the clock of its life, or null */
    public synchronized void openingRecorded(Object begun) {
        if (!isAggregated()) {
            aggregateOrClock = begun;
        }
        set(OPENING_RECORDED);
        forgetAttempt();
    }

    /** It has no events of its own from now on, unless it stays: it is one of too many. */
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

    /** Call it while it is one's part. */
    private Aggregated aggregate() {
        return (Aggregated) aggregateOrClock;
    }

    /** It gets events of its own from now on; false if it is closed already, and was counted as such. */
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

    /** Once it is over and told of, and all threads have left connect. */
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
     * Whether this is the connect that counts; false for a call that the channel is going to refuse.
     *
     * @param first this thread's
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
        return moved(machine().hear(TcpSignal.CONNECT_BEGUN), nowMillis);
    }

    /** Whether there is a connect to finish. */
    public synchronized boolean beginFinish() {
        boolean goesOn = isConnection() && !isClosing() && !is(CONNECT_OVER);
        if (goesOn) {
            attempt().enters();
        }
        return goesOn;
    }

    /** Whether the connection is established, and this is the first to tell. */
    public synchronized boolean connectReturned(boolean isEstablished, long nowMillis) {
        attempt().leaves();
        boolean first = isEstablished && connected(nowMillis);
        forgetAttempt();
        return first;
    }

    /** Also whether the opening has been announced without this, so that it wants an event of its own. */
    public synchronized boolean connectedAfterRecording() {
        boolean first = connected(SteadyClock.millis());
        local(); // while it can be asked
        if (!is(OPENING_CLAIMED)) {
            attempt().established();
        }
        return first && is(OPENING_CLAIMED);
    }

    /** Whether this is the first to tell. */
    private boolean connected(long nowMillis) {
        if (is(CONNECT_OVER)) {
            return false;
        }
        set(CONNECT_OVER | CONNECTED);
        moved(machine().hear(TcpSignal.CONNECTED), nowMillis);
        if (endpoints().isToAnyLocal()) {
            setEndpoints(endpointsWithLocal().toLocal());
        }
        return true;
    }

    /** Whether this is the first to tell. */
    public synchronized boolean connectFailed() {
        attempt().leaves();
        if (is(CONNECT_OVER)) {
            forgetAttempt();
            return false;
        }
        set(CONNECT_OVER);
        moved(machine().hear(TcpSignal.CONNECT_FAILED));
        return true;
    }

    /** The call was refused before anything was sent: as if it had not been made. */
    public synchronized void cancelConnect() {
        if (!is(OPENING_CLAIMED)) {
            unset(CONNECTION);
            forgetState();
        }
        attempt().leaves();
    }

    /** Also the thread that waits in connect. */
    @Override
    public Thread holder() {
        return isConnecting() ? connecting().inside() : super.holder();
    }

    /** Whether a thread is inside connect, and nothing is told of it yet. */
    public boolean isConnecting() {
        return isConnection() && !isOpeningRecorded() && connecting().isUnderWay();
    }

    /**
     * Whether a thread has been inside connect for longer than that. Such a connect is listed before it is told of: it is
     * none of many that are only counted from now on, since the listing would have no end then.
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

    /** The connect under way, of which nobody has told yet, or {@link ConnectAttempt#NONE}. */
    public ConnectAttempt connecting() {
        ConnectAttempt made = attempt;
        return made == null ? ConnectAttempt.NONE : made;
    }

    /** Whether the kernel may find it connected though no hook has told: it was made to be, and nobody has connected. */
    public synchronized boolean mayBeFoundConnected() {
        return isUnconnected() && isMadeSeparately();
    }

    /** Whether it was not told of meanwhile. */
    public synchronized boolean foundConnected(InetSocketAddress peer) {
        if (isConnection() || isClosing()) {
            return false;
        }
        set(CONNECTION | CONNECTED);
        setEndpoints(Endpoints.connectedTo(peer));
        openedAtMillis = SteadyClock.millis();
        moved(machine().hear(TcpSignal.CONNECT_BEGUN), openedAtMillis);
        moved(machine().hear(TcpSignal.CONNECTED), openedAtMillis);
        return true;
    }

    /** Its announcement is the caller's. */
    public synchronized void acceptedFrom(InetSocketAddress peer, long nowMillis) {
        setEndpoints(Endpoints.acceptedFrom(peer));
        set(CONNECTION | CONNECTED | CONNECT_OVER | OPENING_CLAIMED);
        openedAtMillis = nowMillis;
        moved(machine().hear(TcpSignal.ACCEPTED), nowMillis);
    }

    // ---- what it is at present ----

    public boolean isConnected() {
        return is(CONNECTED);
    }

    /** What is open here; null if nothing is any more. */
    public TcpState stateOfDescriptor() {
        if (isClosing() || descriptor() == null) {
            return null;
        }
        return isListener() ? TcpState.LISTEN : state();
    }

    /** Made, and neither connected nor listening: what a failed or forgotten connect leaves behind. */
    public boolean isUnconnected() {
        return !isConnection() && !isListener() && !isClosing();
    }

    /** Where it was opened, as far as it is settled: by the maker of the channel rather than by an event loop. */
    public long siteOfOpening() {
        return createdSite() != 0 || !isConnection() ? siteOfMaking() : openedSite();
    }

    /**
     * A selector or an event loop knows it from now on.
     *
     * @param newest a SelectionKey, the channel of a native transport, or a completion handler; held weakly, since it holds the descriptor
     */
    public void registered(Object channel) {
        if (!is(REGISTERED)) { // a descriptor has one channel, and some servers register it for each request
            registration = new WeakReference<>(channel);
            synchronized (this) {
                set(REGISTERED);
            }
        }
    }

    /** Whether a selector or an event loop has known it: the descriptor may outlive the close. */
    public boolean isRegistered() {
        return is(REGISTERED);
    }

    /** A completion handler; told as what it is registered with, once for each class of them. */
    public void handledBy(Object handler) {
        Object known = registration();
        if (known == null || known.getClass() != handler.getClass()) {
            registration = new WeakReference<>(handler);
        }
    }

    /** What {@link #registered} was told; null if there is none, or it is collected. */
    public Object registration() {
        Reference<Object> known = registration;
        return known == null ? null : known.get();
    }

    // ---- ending ----

    @Override
    public boolean isClosing() {
        return closeProgress != null;
    }

    /** How it is being closed; null while nobody does. */
    public CloseProgress closeProgress() {
        return closeProgress;
    }

    /**
     * Whether this is the close that counts.
     *
     * @param insideConnect whether connect itself closes the descriptor because it failed
     */
    public synchronized boolean beginClose(boolean insideConnect) {
        if (isClosing()) {
            return false;
        }
        if (insideConnect) {
            recordsIndividually(); // that it failed is told by events of its own
        }
        closeProgress = isAggregated() ? CloseProgress.unasked() : CloseProgress.now(insideConnect);
        if (isAggregated()) {
            aggregate().closed(!isPeerEndSeen());
        }
        return true;
    }

    /** Where it is being closed, if no event says that; call it once {@link #beginClose} has said yes. */
    public synchronized void closedAt(CapturedStack here) {
        closeProgress.isAt(here);
    }

    /** Turns the stack of the close into a site, if one was taken. */
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

    /** Where it was closed, if no event has said that and it is settled; else 0. */
    public synchronized long closedSite() {
        return closeProgress == null ? 0 : closeProgress.site();
    }

    /** What the kernel said as its close began. */
    public synchronized void closed(TcpState before, boolean unreadData, int lingerSeconds) {
        closeProgress.began(before, unreadData);
        moved(machine().closed(before, unreadData, lingerSeconds));
    }

    /** What recordings take for its beginning, once; null if none wants it. */
    public synchronized Object takeEventClock() {
        if (isAggregated()) {
            return null;
        }
        Object begun = aggregateOrClock;
        aggregateOrClock = null;
        return begun;
    }

    /**
     * Whether the descriptor goes in a state that {@link CloseProgress#isNews} would take for no news: after the peer's FIN
     * nothing else can have come but a reset, which ends it like the close, and otherwise nothing has.
     */
    public synchronized boolean closesAsExpected() {
        TcpState before = closeProgress.before();
        return before == null
                || !closeProgress.hadUnreadData()
                        && (before == TcpState.CLOSE_WAIT
                                || before == TcpState.ESTABLISHED && kernel().isQuiet(descriptor()));
    }

    /** Whether what the kernel says when the descriptor goes is other than what closing is taken to have done. */
    public synchronized boolean isUnexpectedAfterClose(TcpState kernelState, boolean unreadData) {
        return closeProgress.isUnexpected(kernelState, unreadData);
    }
}
