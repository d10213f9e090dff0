// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.registry;

import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpState;
import java.io.FileDescriptor;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * One of too many: a connection whose site is inferred, of which no more is kept than its count needs, as long as it is opened,
 * read to its end and closed like those before it. Whatever else becomes of it, also that it stays, makes it a
 * {@link LiveConnection}.
 *
 * <p>Thread-safe; each call on the common way is one compare-and-set of its phase, and takes no lock. Its monitor is held while it
 * becomes a live connection, whose own is the only one that is taken under it.
 */
final class PassingConnection extends Tracked {

    /*   made ──► connecting ──► open ──► at its end      accepted: open from the start
     *     │                      └────────┴──► closing ──► gone
     *     └───────────────────────────────────────────────► gone
     *
     * "live" is entered from every phase but "gone", once, by whoever needs to know more, and is the last.
     */
    private static final int MADE = 0;
    private static final int CONNECTING = 1;
    private static final int OPEN = 2;
    private static final int AT_END = 3; // of the stream: the peer's FIN was read
    private static final int CLOSING = 4; // and counted as closed
    private static final int GONE = 5;
    private static final int LIVE = 6;

    private static final TcpState[] STATES = {
        TcpState.CLOSED, TcpState.SYN_SENT, TcpState.ESTABLISHED, TcpState.CLOSE_WAIT, null, null, null
    };

    private static final AtomicIntegerFieldUpdater<PassingConnection> PHASE =
            AtomicIntegerFieldUpdater.newUpdater(PassingConnection.class, "phase");

    private final Access access;
    private final int opener = ThreadKey.ofThisThread();
    private final boolean accepted;
    private volatile int phase;

    // Each is written before the phase that it belongs to is entered.
    private long openedAtMillis;
    private InetSocketAddress remote;
    private boolean bound;
    private Object begun; // as Attempt has it
    private CountedConnections.Count count;
    private long endOfStreamMillis;
    private long closedAtMillis; // 0 if it goes at once
    private LiveConnection live;

    private PassingConnection(FileDescriptor descriptor, int number, Access access, boolean accepted, long nowMillis) {
        super(descriptor, number, null, access.collected);
        this.access = access;
        this.accepted = accepted;
        this.openedAtMillis = nowMillis;
        if (accepted) {
            PHASE.lazySet(this, OPEN); // others see it by its place in the table
        }
    }

    /** A descriptor that this thread is going to connect, if it does as it did before. */
    static PassingConnection made(FileDescriptor descriptor, int number, Access access, long nowMillis) {
        return new PassingConnection(descriptor, number, access, false, nowMillis);
    }

    /** @param count as which its opening was counted */
    static PassingConnection accepted(
            FileDescriptor descriptor,
            int number,
            Access access,
            InetSocketAddress peer,
            CountedConnections.Count count,
            long nowMillis) {
        PassingConnection accepted = new PassingConnection(descriptor, number, access, true, nowMillis);
        accepted.remote = peer;
        accepted.count = count;
        return accepted;
    }

    /** Has this class ready: reflection has no place inside of a hook. */
    static void load() {
        PHASE.toString();
    }

    private boolean moves(int from, int to) {
        return PHASE.compareAndSet(this, from, to);
    }

    // ---- the common way: each call returns false where it is not on it, and is then the live connection's ----

    /**
     * @param begun as {@link Attempt} has it
     * @param usual as which its opening will be counted
     */
    boolean connects(
            InetSocketAddress to, boolean isBound, Object begun, CountedConnections.Count usual, long nowMillis) {
        if (phase != MADE || opener != ThreadKey.ofThisThread()) {
            return false;
        }
        remote = to;
        bound = isBound;
        this.begun = begun;
        count = usual;
        openedAtMillis = nowMillis;
        return moves(MADE, CONNECTING);
    }

    /** As which it is to be counted. */
    CountedConnections.Count count() {
        return count;
    }

    /** @param opened as which its opening was counted */
    boolean opens(CountedConnections.Count opened) {
        count = opened;
        return moves(CONNECTING, OPEN);
    }

    boolean endsStream() {
        int is = phase;
        if (is == OPEN) {
            endOfStreamMillis = SteadyClock.millis();
            return moves(OPEN, AT_END) || phase != LIVE;
        }
        return is != LIVE;
    }

    /**
     * Whether it is being closed, by this call or another.
     *
     * @param nowMillis 0 if its descriptor goes at once
     */
    boolean closes(long nowMillis) {
        for (int is = phase; is != CONNECTING && is != LIVE; is = phase) {
            if (is == CLOSING || is == GONE) {
                return true;
            }
            closedAtMillis = nowMillis;
            if (moves(is, is == MADE ? GONE : CLOSING)) {
                countClosed(is);
                return true;
            }
        }
        return false;
    }

    /** Its descriptor is closed, maybe without any close before. */
    boolean goes() {
        for (int is = phase; is != CONNECTING && is != LIVE; is = phase) {
            if (is == GONE || moves(is, GONE)) {
                countClosed(is);
                return true;
            }
        }
        return false;
    }

    private void countClosed(int was) {
        if (was == OPEN || was == AT_END) {
            count.closed(was == OPEN);
        }
    }

    /** Its number is another's: it was closed unheard of, nobody knows by whom first. Null, or the live connection it is. */
    LiveConnection isSucceeded() {
        for (int is = phase; is != LIVE; is = phase) {
            if (is == GONE) {
                return null;
            }
            if (moves(is, GONE)) {
                countClosed(is == OPEN ? AT_END : is);
                return null;
            }
        }
        return becomesLive();
    }

    // ---- off it ----

    /** Null if it is gone already. */
    synchronized LiveConnection becomesLive() {
        for (int is = phase; is != GONE && is != LIVE; is = phase) {
            live = new LiveConnection(this, access, opener, openedAtMillis);
            tell(live, is);
            if (moves(is, LIVE)) {
                return live;
            }
        }
        return phase == LIVE ? live : null;
    }

    /** What has become of it so far. */
    private void tell(LiveConnection connection, int is) {
        if (accepted) {
            connection.acceptedFrom(remote, openedAtMillis);
        } else if (is != MADE) {
            connects(connection, is);
        }
        if (is == OPEN || is == AT_END || is == CLOSING) {
            connection.counts(count);
        }
        if (is == AT_END) {
            connection.hasReadToEnd(endOfStreamMillis);
        }
        if (is == CLOSING) {
            connection.isClosingSince(closedAtMillis == 0 ? SteadyClock.millis() : closedAtMillis);
        }
    }

    private void connects(LiveConnection connection, int is) {
        Attempt attempt = new Attempt(opener, bound, false, count);
        connection.beginConnect(remote, attempt, openedAtMillis);
        if (is == CONNECTING) {
            attempt.begun(begun);
        } else {
            connection.connectReturned(true, openedAtMillis);
            connection.claimAnnouncement();
        }
    }

    // ---- for the census ----

    boolean isOlderThan(long millis) {
        return SteadyClock.millis() - openedAtMillis > millis;
    }

    @Override
    DescriptorKey key() {
        return this;
    }

    @Override
    TcpState stateOfDescriptor() {
        return STATES[phase];
    }

    @Override
    boolean isOpenConnection() {
        int is = phase;
        return is == OPEN || is == AT_END;
    }
}
