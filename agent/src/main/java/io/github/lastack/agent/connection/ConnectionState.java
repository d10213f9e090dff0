// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.kernel.TcpInfo;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpMachine;
import io.github.lastack.model.TcpState;
import io.github.lastack.model.Transition;
import java.io.FileDescriptor;
import java.util.List;

/**
 * The TCP state of a connection, from what its calls return and the kernel answers, and since when received data waits
 * for a reader. {@link LiveConnection} adds opening and close to the same object, since there may be very many.
 *
 * <p>Thread-safe, by the monitor of the object.
 */
abstract class ConnectionState extends NamedConnection {
    /** In this time the kernel retransmits what is not acknowledged, unless the round trip takes as long. */
    private static final int TICKS_UNTIL_SENT_AGAIN = 2;

    private static final int END_OF_STREAM_SEEN = FIRST_FLAG;

    /** All data is read, and no more will come. */
    private static final int READ_TO_END = FIRST_FLAG << 1;

    private static final int ERROR_SEEN = FIRST_FLAG << 2;
    private static final int INPUT_SHUT = FIRST_FLAG << 3;
    private static final int OUTPUT_SHUT = FIRST_FLAG << 4;
    private static final int ASYNCHRONOUS = FIRST_FLAG << 5;
    private static final int HOLDER_ASKED = FIRST_FLAG << 6;

    /** Set once the output was shut down here, or the input before its end was read. */
    private static final int HALF_CLOSED = FIRST_FLAG << 7;

    /** Set once both sides have sent their FIN. */
    private static final int SHUT_BY_BOTH = FIRST_FLAG << 8;

    /** The first bit that subclasses may use. */
    static final int NEXT_FLAG = FIRST_FLAG << 9;

    private TcpMachine machine = new TcpMachine(); // guarded by this
    private long stateSinceMillis; // guarded by this
    private short moves; // guarded by this; only changes since a short time ago are compared
    private volatile Unanswered unanswered; // null if all is answered, which is nearly always; written under this
    private volatile Long unreadSinceMillis; // null if no data waits, or a thread reads, which is nearly always

    ConnectionState(
            Object identity,
            int number,
            FileDescriptor carried,
            ApiContext context,
            CapturedStack made,
            int choice,
            long nowMillis) {
        super(identity, number, carried, context, made, choice);
        this.stateSinceMillis = nowMillis;
    }

    /** A connection from before the agent. */
    ConnectionState(int number, FileDescriptor own, ApiContext context, Endpoints endpoints, long nowMillis) {
        super(number, own, context, endpoints);
        this.stateSinceMillis = nowMillis;
    }

    /** Returns whether the connection is only aggregated. */
    abstract boolean isAggregated();

    // ---- the state; with the monitor ----

    public final synchronized TcpState state() {
        return machine.state();
    }

    public final synchronized long stateSinceMillis() {
        return stateSinceMillis;
    }

    /** Returns the state machine. Pass what its methods return to {@link #moved}. */
    final TcpMachine machine() {
        return machine;
    }

    /** Resets the state to that of a new connection. */
    final void forgetState() {
        machine = new TcpMachine();
    }

    /** Notes the transitions and returns whether there are any. */
    final boolean moved(List<Transition> path) {
        return !path.isEmpty() && moved(path, SteadyClock.millis());
    }

    final boolean moved(List<Transition> path, long nowMillis) {
        if (path.isEmpty()) {
            return false;
        }
        stateSinceMillis = nowMillis;
        moves++;
        TcpState reached = machine.state();
        if (reached == TcpState.CLOSED || reached == TcpState.LAST_ACK || reached == TcpState.TIME_WAIT) {
            noteShutByBoth(path);
        }
        return true;
    }

    private void noteShutByBoth(List<Transition> path) {
        for (Transition step : path) {
            if (step.to() == TcpState.LAST_ACK || step.to() == TcpState.TIME_WAIT) {
                set(SHUT_BY_BOTH);
            }
        }
    }

    /** Returns whether both sides have sent their FIN, in either order. */
    public final boolean isShutByBoth() {
        return is(SHUT_BY_BOTH);
    }

    /** Returns whether this side shut down its output, or its input before it had read the end of stream. */
    public final boolean isHalfClosed() {
        return is(HALF_CLOSED);
    }

    /** Returns how often the state has changed. */
    public final synchronized int moves() {
        return moves;
    }

    // ---- what calls return ----

    /**
     * Returns the stack of the first end of stream; null if it was seen before, if it is not a true one, or if it is
     * not to be recorded. Once an error has reported a reset, reads return -1. (JDK 8 does such a read itself.)
     *
     * @param ofTcp false for the end of a TLS stream, after which TCP may have more
     */
    public final synchronized CapturedStack firstEndOfStream(boolean ofTcp) {
        if (is(END_OF_STREAM_SEEN) || is(ERROR_SEEN) || isClosing() || !isConnection()) {
            return null;
        }
        set(END_OF_STREAM_SEEN);
        if (isAggregated()) {
            sawEndOfStream(null, ofTcp);
            return null;
        }
        CapturedStack here = CapturedStack.here();
        endOfStreamAt(here);
        return here;
    }

    public final synchronized void sawEndOfStream(TcpState kernelState, boolean ofTcp) {
        if (ofTcp) {
            set(READ_TO_END);
        }
        moved(machine.endOfStream(kernelState));
    }

    public final boolean isEndOfStreamSeen() {
        return is(END_OF_STREAM_SEEN);
    }

    /** Returns whether this side has shut down both its input and its output. */
    public final boolean isShutTwice() {
        return is(INPUT_SHUT | OUTPUT_SHUT);
    }

    /** Returns whether a read or write has failed for good. */
    public final boolean isErrorSeen() {
        return is(ERROR_SEEN);
    }

    /** Returns whether the peer's FIN or a reset was seen. */
    final boolean isPeerEndSeen() {
        return is(END_OF_STREAM_SEEN) || is(ERROR_SEEN);
    }

    public final synchronized boolean firstError() {
        if (is(ERROR_SEEN) || isClosing() || !isOpeningRecorded()) {
            return false;
        }
        set(ERROR_SEEN);
        return true;
    }

    public final synchronized void sawError(TcpState kernelState) {
        moved(machine.failed(kernelState));
    }

    public final synchronized boolean firstShutdown(boolean input) {
        int which = input ? INPUT_SHUT : OUTPUT_SHUT;
        if (isClosing() || !isOpeningRecorded() || is(which)) {
            return false;
        }
        set(which);
        if (!input || !is(END_OF_STREAM_SEEN)) {
            set(HALF_CLOSED);
        }
        return true;
    }

    public final synchronized void shut(boolean input, TcpState before) {
        moved(input ? machine.onKernelState(before) : machine.outputShut(before));
    }

    // ---- what the kernel says ----

    /** Returns the kernel's state, or null if the descriptor was about to be closed while the kernel was asked. */
    public final TcpState askKernel() {
        return TcpInfo.state(askKernelForInfo());
    }

    /** Asks the kernel, and notes and returns all that {@link TcpInfo} reads; {@link TcpInfo#NONE} for no answer. */
    public final int askKernelForInfo() {
        int info = isClosing() ? TcpInfo.NONE : kernel().infoOf(descriptor());
        if (isClosing() || TcpInfo.state(info) == null) {
            return TcpInfo.NONE;
        }
        if (unanswered != null || TcpInfo.isUnanswered(info)) {
            noteAnswers(info);
        }
        return info;
    }

    /** Notes what is unanswered. A closed connection keeps what was noted before: it says how the connection died. */
    final synchronized void noteAnswers(int info) {
        if (TcpInfo.state(info) != TcpState.CLOSED) {
            unanswered = Unanswered.after(unanswered, info, SteadyClock.millis());
        }
    }

    /** Returns what was sent without an answer, as far as the kernel was asked; null if nothing. */
    public final Unanswered unanswered() {
        return unanswered;
    }

    /**
     * Returns whether the peer may owe an answer although nothing has come from it: the last use was a write in an
     * earlier tick, and the kernel has not said since that all is acknowledged.
     *
     * @param tick the present tick of the uses
     */
    public final boolean mayBeUnanswered(int tick) {
        long last = lastUse();
        return unanswered != null
                || last != 0 && !UseWord.isReading(last) && !UseWord.isAnswered(last) && UseWord.tickOf(last) != tick;
    }

    /**
     * Asks the kernel whether what was written is acknowledged. If so, it is not asked again before the next write,
     * unless the last write was so recent that a retransmission may not be due yet.
     */
    public final void askForAnswer(int tick) {
        long last = lastUse();
        answers(askKernelForInfo(), last, tick);
    }

    /**
     * Notes the kernel's answer.
     *
     * @param last the last use as it was before the kernel gave that answer
     */
    final void answers(int info, long last, int tick) {
        if (info != TcpInfo.NONE && unanswered == null && tick - UseWord.tickOf(last) >= TICKS_UNTIL_SENT_AGAIN) {
            isAnsweredFor(last);
        }
    }

    /**
     * Takes in the kernel's state from a probe and returns whether it was news. It is none if the state has changed
     * meanwhile, or if it is the state before a FIN that a shutdownOutput in progress is about to send.
     */
    public final synchronized boolean onKernelState(TcpState kernelState, int movesBefore) {
        boolean finToCome =
                is(OUTPUT_SHUT) && (kernelState == TcpState.ESTABLISHED || kernelState == TcpState.CLOSE_WAIT);
        return moves == movesBefore && !finToCome && moved(machine.onKernelState(kernelState));
    }

    /**
     * Returns the state in which nearly all connections are closed, if one call of poll(2) confirms it and no data is
     * unread; else null, and the kernel has to be asked for more. For ESTABLISHED it must be known that no FIN of ours
     * was sent, as it is for connections of the JDK that were followed from their opening. For CLOSE_WAIT the end of
     * the stream must have been read, which comes after all data.
     */
    public final synchronized TcpState confirmedByPoll() {
        boolean isKnownWhole = !isInherited() && !isNative();
        if (machine.state() == TcpState.ESTABLISHED) {
            return isKnownWhole && !is(OUTPUT_SHUT) && kernel().isQuiet(descriptor()) ? TcpState.ESTABLISHED : null;
        }
        boolean isAtEnd =
                machine.state() == TcpState.CLOSE_WAIT && is(READ_TO_END) && !is(INPUT_SHUT) && !isInherited();
        return isAtEnd && kernel().isHalfClosed(descriptor()) ? TcpState.CLOSE_WAIT : null;
    }

    /**
     * Returns whether nothing has come since the last probe, as far as one cheap question tells; no data waits then.
     */
    public final synchronized boolean isQuiet() {
        boolean quiet = !isClosing() && confirmedByPoll() != null;
        unreadSinceMillis = quiet ? null : unreadSinceMillis;
        return quiet;
    }

    // ---- data that waits ----

    /**
     * Returns whether waiting data counts as unread: once the input is shut down, by the peer's FIN or here, another
     * problem comes first.
     */
    public final synchronized boolean countsUnread(TcpState kernelState) {
        return !is(INPUT_SHUT)
                && (kernelState == TcpState.ESTABLISHED
                        || kernelState == TcpState.FIN_WAIT_1
                        || kernelState == TcpState.FIN_WAIT_2);
    }

    /** Returns since when received data has waited unread, in ms of {@link SteadyClock}; 0 if none waits. */
    public final long unreadSinceMillis() {
        Long since = unreadSinceMillis;
        return since == null ? 0 : since;
    }

    /** Notes what a probe found. */
    public final synchronized void unread(boolean dataWaits) {
        if (!dataWaits) {
            unreadSinceMillis = null;
            return;
        }
        if (unreadSinceMillis == null) {
            unreadSinceMillis = SteadyClock.millis();
        }
        awaitRead(); // again, since a use at that moment may have missed it
    }

    /** Notes that some of the waiting data was read. */
    public final synchronized void readAfterAll() {
        unreadSinceMillis = null;
    }

    /** Returns whether the stack of the thread that holds it was asked for. */
    public final boolean isHolderAsked() {
        return is(HOLDER_ASKED);
    }

    public final synchronized void setHolderAsked() {
        set(HOLDER_ASKED);
    }

    // ---- asynchronous channels ----

    /** Notes that its reads and writes are reported where they begin. */
    public final void isUsedAsynchronously() {
        if (!is(ASYNCHRONOUS)) {
            synchronized (this) {
                set(ASYNCHRONOUS);
            }
        }
    }

    /** Returns whether a thread of the channel's group moves its bytes, which reports nothing. */
    public final boolean isAsynchronous() {
        return is(ASYNCHRONOUS);
    }
}
