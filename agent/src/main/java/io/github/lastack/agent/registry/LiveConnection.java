// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.agent.kernel.ProcessSockets;
import io.github.lastack.events.ListingEvents;
import io.github.lastack.events.SocketEvents;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpMachine;
import io.github.lastack.model.TcpSignal;
import io.github.lastack.model.TcpState;
import io.github.lastack.model.Transition;
import java.io.FileDescriptor;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * One descriptor and the connection on it, from its making to its close.
 *
 * <p>Thread-safe. Its monitor is a leaf: nothing is called under it but the machine and the kernel, so it cannot take part
 * in a deadlock; it is held for nanoseconds, and for some microseconds once, at the close. Events are committed outside.
 *
 * <p>There may be very many: it is its own key, and what is of use for a time only is in objects that last no longer.
 */
final class LiveConnection extends NamedConnection {

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

    private static final int NOT_KNOWN = -1;

    private TcpMachine machine = new TcpMachine(); // guarded by this
    private long openedAtMillis; // guarded by this
    private long stateSinceMillis; // guarded by this
    private short moves; // guarded by this; those since a moment ago are what counts
    private volatile Attempt attempt; // null before connect, and once it is told of; written under this

    /** The count that it is a part of while it has no events of its own; else what recordings take for its beginning, or null. */
    private volatile Object life;

    private boolean closeCounted; // guarded by this
    private boolean connectOver; // guarded by this; a thread has told how it ended
    private boolean announcementClaimed; // guarded by this
    private volatile boolean connected; // it is or was a connection, not only an attempt at one
    private volatile Ending ending; // null while nobody closes it
    private volatile boolean endOfStreamSeen;
    private boolean readToEnd; // no data is left to read, nor will any come; guarded by this
    private boolean errorSeen; // guarded by this
    private boolean inputShut; // guarded by this
    private boolean outputShut; // guarded by this
    private volatile boolean listens;
    private volatile int backlog; // what a listener has asked for, or -1
    private volatile Long unreadSinceMillis; // null if no data waits, or somebody reads: nearly always

    /**
     * @param identity what it is known by
     * @param number of the descriptor
     * @param carried to ask the kernel with for a native transport's socket; else null
     * @param made where, if it is not opened where it is made
     * @param nowNanos of {@code System.nanoTime}
     */
    LiveConnection(Object identity, int number, FileDescriptor carried, Access access, Origin made, long nowNanos) {
        super(identity, number, carried, access, made, ThreadKey.ofThisThread());
        this.openedAtMillis = SteadyClock.millisAt(nowNanos);
        this.stateSinceMillis = openedAtMillis;
    }

    /** What was in passing until now; that much is told by whoever calls this. */
    LiveConnection(PassingConnection was, Access access, int maker, long madeAtMillis) {
        super(was.get(), was.number(), null, access, Origin.NOT_TAKEN, maker);
        this.openedAtMillis = madeAtMillis;
        this.stateSinceMillis = madeAtMillis;
    }

    /** What was there before the agent; known by the number that {@code own} carries until {@link #bind}. */
    LiveConnection(ProcessSockets.Found found, FileDescriptor own, Access access) {
        super(found.number, own, access, endsOf(found));
        this.openedAtMillis = SteadyClock.millis();
        this.stateSinceMillis = openedAtMillis;
        if (found.state == TcpState.LISTEN) {
            listens(NOT_KNOWN);
        } else {
            connection = true;
            connectOver = found.state != TcpState.SYN_SENT;
            connected = connectOver;
            machine.adopt(found.state);
            announcementClaimed = true;
            announced = true;
        }
    }

    private static Ends endsOf(ProcessSockets.Found found) {
        boolean listener = found.state == TcpState.LISTEN;
        boolean accepted = found.accepted || listener;
        return Ends.found(accepted ? Role.SERVER : Role.CLIENT, found.local, listener ? null : found.remote);
    }

    @Override
    boolean isClosing() {
        return ending != null;
    }

    /** When closing began. */
    long closedAtMillis() {
        return ending.begunMillis();
    }

    /** Whether the caller is the one to record the opening. */
    synchronized boolean claimAnnouncement() {
        boolean first = !announcementClaimed;
        announcementClaimed = true;
        return first;
    }

    synchronized void announced() {
        announced = true;
        forgetAttempt();
    }

    /** Once it is over and told of, and all threads have left connect. */
    private void forgetAttempt() {
        if (announced && connectOver && attempt != null && !attempt.isUnderWay()) {
            attempt = null;
        }
    }

    private Attempt attempt() {
        if (attempt == null) {
            attempt = new Attempt(false, true, null);
        }
        return attempt;
    }

    /** It has no events of its own, unless it stays: it was one of too many. Of these two and a close one sees the other. */
    void counts(CountedConnections.Count at) {
        life = at;
        announced = true;
        if (isClosing()) {
            closesCount();
        }
    }

    /** The same of one whose opening was counted in passing: if it is closed already, that was told by an event of its own. */
    synchronized void countsUnlessClosed(CountedConnections.Count at) {
        if (isClosing()) {
            announced = true;
            at.described();
        } else {
            counts(at);
        }
    }

    private synchronized void closesCount() {
        if (isCounted() && !closeCounted) {
            closeCounted = true;
            ((CountedConnections.Count) life).closed(!endOfStreamSeen && !errorSeen);
        }
    }

    /** Whether it has no events of its own. */
    boolean isCounted() {
        return life instanceof CountedConnections.Count;
    }

    /** It gets events of its own from now on; false if it is closed already, and was counted as such. */
    synchronized boolean leavesCount() {
        if (!isCounted()) {
            return true;
        }
        if (isClosing()) {
            return false;
        }
        ((CountedConnections.Count) life).described();
        life = null;
        forgetAttempt();
        openedUnlessKnown(Origin.NOT_TAKEN); // nobody shall be blamed by inference
        return true;
    }

    private synchronized TcpState state() {
        return machine.state();
    }

    private synchronized long stateSinceMillis() {
        return stateSinceMillis;
    }

    private synchronized long openedAtMillis() {
        return openedAtMillis;
    }

    long ageMillis() {
        return SteadyClock.millis() - openedAtMillis();
    }

    /** Whether anything changed by it. */
    private boolean moved(List<Transition> path) {
        return !path.isEmpty() && moved(path, SteadyClock.millis());
    }

    private boolean moved(List<Transition> path, long nowMillis) {
        if (path.isEmpty()) {
            return false;
        }
        stateSinceMillis = nowMillis;
        moves++;
        return true;
    }

    // ---- opening ----

    /**
     * Whether this is the connect that counts; false for a call that the channel is going to refuse.
     *
     * @param first this thread's
     */
    synchronized boolean beginConnect(InetSocketAddress to, Attempt first, long nowMillis) {
        if (connection || isClosing()) {
            return false;
        }
        Ends known = Ends.connectedTo(to);
        first.enters();
        attempt = first;
        endsAre(known);
        connection = true;
        openedAtMillis = nowMillis;
        return moved(machine.hear(TcpSignal.CONNECT_BEGUN), nowMillis);
    }

    /** Whether there is a connect to finish. */
    synchronized boolean beginFinish() {
        if (!connection || isClosing() || connectOver) {
            return false;
        }
        attempt().enters();
        return true;
    }

    /** Whether the connection is established, and this is the first to tell. */
    synchronized boolean connectReturned(boolean isEstablished, long nowMillis) {
        attempt().leaves();
        boolean first = isEstablished && connected(nowMillis);
        forgetAttempt();
        return first;
    }

    /** Also whether the opening has been announced without this, so that it wants an event of its own. */
    synchronized boolean connectedAfterAnnouncement() {
        boolean first = connected(SteadyClock.millis());
        local(); // while it can be asked
        if (!announcementClaimed) {
            attempt().established();
        }
        return first && announcementClaimed;
    }

    /** Whether this thread called connect: an event loop may finish what it began before that call returns. */
    boolean isOpenedByThisThread() {
        Attempt made = attempt;
        return made != null && made.isByThisThread();
    }

    /** To be asked once announcement is claimed. */
    synchronized TcpState stateAnnounced() {
        return attempt().isEstablished() ? TcpState.ESTABLISHED : TcpState.SYN_SENT;
    }

    /** Whether this is the first to tell. */
    private boolean connected(long nowMillis) {
        if (connectOver) {
            return false;
        }
        connectOver = true;
        connected = true;
        moved(machine.hear(TcpSignal.CONNECTED), nowMillis);
        if (ends().isToAnyLocal()) {
            endsAre(endsWithLocal().toLocal());
        }
        return true;
    }

    /** Whether this is the first to tell. */
    synchronized boolean connectFailed() {
        attempt().leaves();
        if (connectOver) {
            forgetAttempt();
            return false;
        }
        connectOver = true;
        moved(machine.hear(TcpSignal.CONNECT_FAILED));
        return true;
    }

    /** The call was refused before anything was sent: as if it had not been made. */
    synchronized void cancelConnect() {
        if (!announcementClaimed) {
            connection = false;
            machine = new TcpMachine();
        }
        attempt().leaves();
    }

    /** In the hands of a thread inside connect, which will tell how that ends. */
    boolean isConnecting() {
        Attempt made = attempt;
        return made != null && made.isUnderWay();
    }

    /** What {@link Attempt#begun} was given, once; null if no recording wants it. */
    Object begun() {
        Attempt made = attempt;
        return made == null ? null : made.takeBegun();
    }

    /** Whether its opening is not one too many to be described. */
    boolean isAdmitted() {
        Attempt made = attempt;
        return made == null || made.isAdmitted();
    }

    boolean isBound() {
        Attempt made = attempt;
        return made != null && made.isBound();
    }

    void refusedWith(Throwable thrown) {
        Attempt made = attempt;
        if (made != null) {
            made.refusedWith(thrown);
        }
    }

    /** What connect(2) gave, or null. */
    Throwable refusal() {
        Attempt made = attempt;
        return made == null ? null : made.refusal();
    }

    /** Whether the kernel may find it connected though no hook has told: it was made to be, and nobody has connected. */
    synchronized boolean mayBeFoundConnected() {
        return isUnconnected() && isMadeByItself();
    }

    /** Whether it was not told of meanwhile. */
    synchronized boolean foundConnected(InetSocketAddress peer) {
        if (connection || isClosing()) {
            return false;
        }
        connection = true;
        connected = true;
        endsAre(Ends.connectedTo(peer));
        openedAtMillis = SteadyClock.millis();
        moved(machine.hear(TcpSignal.CONNECT_BEGUN), openedAtMillis);
        moved(machine.hear(TcpSignal.CONNECTED), openedAtMillis);
        return true;
    }

    /** Nobody else knows it yet, or the caller holds its monitor. Its announcement is the caller's. */
    void acceptedFrom(InetSocketAddress peer, long nowMillis) {
        Ends known = Ends.acceptedFrom(peer);
        endsAre(known);
        connection = true;
        connected = true;
        connectOver = true;
        announcementClaimed = true;
        openedAtMillis = nowMillis;
        moved(machine.hear(TcpSignal.ACCEPTED), nowMillis);
    }

    /** Where its opener is taken to open it; null if its stack is to be taken, or was at its making. */
    CountedConnections.Count usual() {
        Attempt made = attempt;
        return made == null ? null : made.usual();
    }

    /** @param clock of its life, or null */
    void lives(Object clock) {
        life = clock;
    }

    void listens(int backlogAsked) {
        backlog = Math.max(backlogAsked, NOT_KNOWN);
        listens = true;
    }

    boolean isListener() {
        return listens && !isClosing();
    }

    /** The length of the accept queue that the kernel allows, or -1 if that is not known. */
    int backlogWithin(int somaxconn) {
        return backlog < 0 || somaxconn < 0 ? backlog : Math.min(backlog, somaxconn);
    }

    @Override
    boolean isOpenConnection() {
        return announced && !isClosing();
    }

    @Override
    TcpState stateOfDescriptor() {
        if (isClosing() || descriptor() == null) {
            return null;
        }
        return listens ? TcpState.LISTEN : state();
    }

    /** Made, and neither connected nor listening: what a failed or forgotten connect leaves behind. */
    boolean isUnconnected() {
        return !connection && !listens && !isClosing();
    }

    // ---- living ----

    /**
     * Whether this is the first end of stream, and a true one: once an error has told of a reset, reads return -1. (JDK 8
     * does such a read itself.) Nobody is to be told of it where the connection is only counted.
     *
     * @param ofTcp false for the end of a TLS stream, after which there may be more of TCP's
     */
    synchronized boolean firstEndOfStream(boolean ofTcp) {
        if (endOfStreamSeen || errorSeen || isClosing() || !connection) {
            return false;
        }
        endOfStreamSeen = true;
        if (isCounted()) {
            sawEndOfStream(null, ofTcp);
            return false;
        }
        endOfStreamAt(Origin.here());
        return true;
    }

    /** The same of one that was in passing at that moment. */
    synchronized void hasReadToEnd(long atMillis) {
        endOfStreamSeen = true;
        readToEnd = true;
        moved(machine.endOfStream(null), atMillis);
    }

    synchronized boolean firstError() {
        if (errorSeen || isClosing() || !announced) {
            return false;
        }
        errorSeen = true;
        return true;
    }

    synchronized boolean firstShutdown(boolean input) {
        if (isClosing() || !announced || (input ? inputShut : outputShut)) {
            return false;
        }
        inputShut |= input;
        outputShut |= !input;
        return true;
    }

    synchronized void sawEndOfStream(TcpState word, boolean ofTcp) {
        readToEnd = ofTcp;
        moved(machine.endOfStream(word));
    }

    synchronized void sawError(TcpState word) {
        moved(machine.failed(word));
    }

    synchronized void shut(boolean input, TcpState before) {
        moved(input ? machine.kernelSays(before) : machine.outputShut(before));
    }

    /** How often the state has changed. */
    synchronized int moves() {
        return moves;
    }

    /**
     * Takes in what a probe was told; whether that was news. It is none if something was heard meanwhile, or if it is the
     * word of before a FIN that shutdownOutput, heard of as it began, is just about to send.
     */
    synchronized boolean kernelSays(TcpState word, int movesBefore) {
        boolean finToCome = outputShut && (word == TcpState.ESTABLISHED || word == TcpState.CLOSE_WAIT);
        return moves == movesBefore && !finToCome && moved(machine.kernelSays(word));
    }

    /** What the kernel says, or null if the descriptor was about to go while it was asked. */
    TcpState askKernel() {
        if (isClosing()) {
            return null;
        }
        TcpState word = kernel().stateOf(descriptor());
        return isClosing() ? null : word;
    }

    /** Whether nothing has come since it was looked at last, as one cheap question can tell; no data waits then. */
    synchronized boolean isQuiet() {
        boolean quiet = !isClosing() && confirmedByPoll() != null;
        unreadSinceMillis = quiet ? null : unreadSinceMillis;
        return quiet;
    }

    /** Since when received data has waited and nobody has read; 0 if none waits. */
    long unreadSinceMillis() {
        Long since = unreadSinceMillis;
        return since == null ? 0 : since;
    }

    /** What a probe found. */
    synchronized void unread(boolean dataWaits) {
        if (!dataWaits) {
            unreadSinceMillis = null;
        } else if (unreadSinceMillis == null) {
            unreadSinceMillis = SteadyClock.millis();
        }
    }

    /** Somebody has read some of the data that waited; since when it had, or 0 if another reader has told of that already. */
    synchronized long used() {
        long since = unreadSinceMillis();
        if (since != 0) {
            unreadSinceMillis = null;
            usedAt(Origin.here());
        }
        return since;
    }

    // ---- ending ----

    /**
     * Whether this is the close that counts.
     *
     * @param insideConnect whether connect itself closes the descriptor because it failed
     */
    synchronized boolean beginClose(boolean insideConnect) {
        if (isClosing()) {
            return false;
        }
        if (insideConnect) {
            leavesCount(); // that it failed is told by events of its own
        }
        ending = isCounted() ? Ending.unasked() : Ending.now(insideConnect);
        closesCount();
        return true;
    }

    /** Its close was counted while it was in passing; its descriptor is kept. */
    synchronized void isClosingSince(long millis) {
        closeCounted = true;
        ending = Ending.unasked(millis);
    }

    /** Whether data that waits is left unread: once the input is shut, by the peer's FIN or here, other things are wrong. */
    synchronized boolean countsUnread(TcpState word) {
        return !inputShut
                && (word == TcpState.ESTABLISHED || word == TcpState.FIN_WAIT_1 || word == TcpState.FIN_WAIT_2);
    }

    /** Whether connect itself, on this thread, closed the descriptor because it failed. */
    boolean closedByConnectHere() {
        Ending begun = ending;
        return begun != null && begun.isByConnectHere();
    }

    /** Also has it recorded. */
    void closed(TcpState before, boolean unreadData, int lingerSeconds) {
        recordClosed(before, unreadData, lingerSeconds);
        synchronized (this) {
            ending.began(before, unreadData);
            moved(machine.closed(before, unreadData, lingerSeconds));
        }
    }

    /** Call it before the machine hears of it. */
    void recordClosed(TcpState before, boolean unreadData, int lingerSeconds) {
        SocketEvents.LastWord word = new SocketEvents.LastWord();
        word.kernelState = nameOf(before);
        word.unreadData = unreadData;
        word.linger = lingerSeconds;
        long now = SteadyClock.millis();
        word.ageMillis = Math.max(0, now - openedAtMillis());
        word.inStateMillis = before == state() ? Math.max(0, now - stateSinceMillis()) : 0;
        SocketEvents.closed(this, word);
        endLife();
    }

    /** Also where nobody records the close itself. */
    void endLife() {
        Object clock = life;
        if (!(clock instanceof CountedConnections.Count)) {
            life = null;
            SocketEvents.ended(clock, this);
        }
    }

    /**
     * The state in which nearly all connections are closed, if one question finds it so and with nothing unread; else null,
     * and more has to be asked. Of poll's answers it needs to know that no FIN of ours was sent, which is known of what was
     * followed from its opening on, in the JDK; and that the end of the stream, which comes after all data, was read.
     */
    synchronized TcpState confirmedByPoll() {
        boolean isKnownWhole = !isInherited() && !isNative();
        if (machine.state() == TcpState.ESTABLISHED) {
            return isKnownWhole && !outputShut && kernel().isQuiet(descriptor()) ? TcpState.ESTABLISHED : null;
        }
        boolean isAtEnd = machine.state() == TcpState.CLOSE_WAIT && readToEnd && !inputShut && !isInherited();
        return isAtEnd && kernel().isHalfClosed(descriptor()) ? TcpState.CLOSE_WAIT : null;
    }

    /**
     * Whether the descriptor goes in a state that {@link #isNewsAfterClose} would take for no news: after the peer's FIN nothing
     * else can have come but a reset, which ends it like the close, and otherwise nothing has.
     */
    synchronized boolean goesAsForeseen() {
        TcpState before = ending.before();
        return before == null
                || !ending.hadUnreadData()
                        && (before == TcpState.CLOSE_WAIT
                                || before == TcpState.ESTABLISHED && kernel().isQuiet(descriptor()));
    }

    /** Whether SO_LINGER could have been set unheard of. */
    boolean mayLingerUnheard() {
        return isInherited() || isNative();
    }

    /** Whether what the kernel says when the descriptor goes is other than what closing is taken to have done. */
    synchronized boolean isNewsAfterClose(TcpState word, boolean unreadData) {
        return ending.isNews(word, unreadData);
    }

    // ---- described ----

    /** Commits how it stands, and has the chunk describe its sites. */
    void describe(TcpState word, Sites sites) {
        if (!leavesCount()) {
            return;
        }
        settle(sites);
        ListingEvents.Standing standing = new ListingEvents.Standing();
        standing.openedAt = openedAtMillis();
        standing.connected = connected;
        standing.state = state().name();
        standing.stateSince = stateSinceMillis();
        standing.kernelState = nameOf(word);
        standing.openedSite = sites.name(siteOfOpening());
        standing.endOfStreamSite = sites.name(endOfStreamSite());
        standing.endOfStreamSeen = endOfStreamSeen;
        standing.lastUsedSite = sites.name(lastUsedSite());
        standing.unreadSince = unreadSinceMillis();
        standing.openedBy = sites.outerFrameOf(standing.openedSite);
        standing.endOfStreamBy = sites.outerFrameOf(standing.endOfStreamSite);
        standing.lastUsedBy = sites.outerFrameOf(standing.lastUsedSite);
        ListingEvents.openConnection(this, standing);
    }

    /** Where it was opened, as far as it is settled: by the maker of the channel rather than by an event loop. */
    private long siteOfOpening() {
        return createdSite() != 0 || !connection ? madeSite() : openedSite();
    }

    static String nameOf(TcpState state) {
        return state == null ? "" : state.name();
    }
}
