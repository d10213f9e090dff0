// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.agent.connection;

import io.github.lastack.agent.connection.stack.CapturedStack;
import io.github.lastack.agent.descriptor.Uses;
import io.github.lastack.agent.kernel.TcpInfo;
import io.github.lastack.events.SteadyClock;
import io.github.lastack.model.TcpMachine;
import io.github.lastack.model.TcpState;
import io.github.lastack.model.Transition;
import java.io.FileDescriptor;
import java.util.List;

/**
 * In which state a connection is, by what its calls return and the kernel answers, and since when received data waits
 * for a reader. How it is opened and closed is {@link LiveConnection}'s: a part of the same object, since there may be
 * very many.
 *
 * <p>Thread-safe, by the same monitor.
 */
abstract class ConnectionState extends NamedConnection {
    /** What is not acknowledged in this time is sent again, unless the way to the peer and back takes as long. */
    private static final int TICKS_UNTIL_SENT_AGAIN = 2;

    private static final int END_OF_STREAM_SEEN = FIRST_FLAG;

    /** No data is left to read, nor will any come. */
    private static final int READ_TO_END = FIRST_FLAG << 1;

    private static final int ERROR_SEEN = FIRST_FLAG << 2;
    private static final int INPUT_SHUT = FIRST_FLAG << 3;
    private static final int OUTPUT_SHUT = FIRST_FLAG << 4;
    private static final int ASYNCHRONOUS = FIRST_FLAG << 5;
    private static final int HOLDER_ASKED = FIRST_FLAG << 6;

    /** The flags of subclasses begin here. */
    static final int NEXT_FLAG = FIRST_FLAG << 7;

    private TcpMachine machine = new TcpMachine(); // guarded by this
    private long stateSinceMillis; // guarded by this
    private short moves; // guarded by this; those since a moment ago are what counts
    private volatile Unanswered unanswered; // null if all is: nearly always; written under this
    private volatile Long unreadSinceMillis; // null if no data waits, or somebody reads: nearly always

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

    /** What was there before the agent. */
    ConnectionState(int number, FileDescriptor own, ApiContext context, Endpoints endpoints, long nowMillis) {
        super(number, own, context, endpoints);
        this.stateSinceMillis = nowMillis;
    }

    /** Whether it is a part of a count only. */
    abstract boolean isAggregated();

    // ---- the state; with the monitor ----

    public final synchronized TcpState state() {
        return machine.state();
    }

    public final synchronized long stateSinceMillis() {
        return stateSinceMillis;
    }

    /** To be told what has happened, which is then to be passed to {@link #moved}. */
    final TcpMachine machine() {
        return machine;
    }

    /** As if nothing had been told. */
    final void forgetState() {
        machine = new TcpMachine();
    }

    /** Whether anything changed by it. */
    final boolean moved(List<Transition> path) {
        return !path.isEmpty() && moved(path, SteadyClock.millis());
    }

    final boolean moved(List<Transition> path, long nowMillis) {
        if (path.isEmpty()) {
            return false;
        }
        stateSinceMillis = nowMillis;
        moves++;
        return true;
    }

    /** How often the state has changed. */
    public final synchronized int moves() {
        return moves;
    }

    // ---- what calls return ----

    /**
     * The stack of the first end of stream, if this is that, a true one, and to be recorded; else null. Once an error has
     * told of a reset, reads return -1. (JDK 8 does such a read itself.)
     *
     * @param ofTcp false for the end of a TLS stream, after which there may be more of TCP's
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

    /** Whether anything was heard of the peer's FIN, or of a reset. */
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
        return true;
    }

    public final synchronized void shut(boolean input, TcpState before) {
        moved(input ? machine.kernelSays(before) : machine.outputShut(before));
    }

    // ---- what the kernel says ----

    /** What it says, or null if the descriptor was about to go while it was asked. */
    public final TcpState askKernel() {
        return TcpInfo.state(askKernelForInfo());
    }

    /** The same with all that {@link TcpInfo} reads, which is noted; {@link TcpInfo#NONE} for no answer. */
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

    /** What has ended keeps what it was told before: that says of what it died. */
    final synchronized void noteAnswers(int info) {
        if (TcpInfo.state(info) != TcpState.CLOSED) {
            unanswered = Unanswered.after(unanswered, info, SteadyClock.millis());
        }
    }

    /** What it has sent without an answer, as far as the kernel was asked; null if nothing. */
    public final Unanswered unanswered() {
        return unanswered;
    }

    /**
     * Whether the peer may owe an answer though nothing has come of it: the last use was a write, in an earlier tick, and
     * the kernel has not said since that all is acknowledged.
     *
     * @param tick of {@link Uses}
     */
    public final boolean mayBeUnanswered(int tick) {
        long last = lastUse();
        return unanswered != null
                || last != 0 && !UseWord.isReading(last) && !UseWord.isAnswered(last) && UseWord.tickOf(last) != tick;
    }

    /**
     * Asks the kernel whether what was written is acknowledged. Where it is, it is not asked again before the next write:
     * but for one that was made so lately that nothing may have been sent again yet.
     */
    public final void askForAnswer(int tick) {
        long last = lastUse();
        answers(askKernelForInfo(), last, tick);
    }

    /** @param last the last use as it was before the kernel gave that answer */
    final void answers(int info, long last, int tick) {
        if (info != TcpInfo.NONE && unanswered == null && tick - UseWord.tickOf(last) >= TICKS_UNTIL_SENT_AGAIN) {
            isAnsweredFor(last);
        }
    }

    /**
     * Takes in what a probe was told; whether that was news. It is none if something was heard meanwhile, or if it is
     * the word of before a FIN that shutdownOutput, heard of as it began, is just about to send.
     */
    public final synchronized boolean onKernelState(TcpState kernelState, int movesBefore) {
        boolean finToCome =
                is(OUTPUT_SHUT) && (kernelState == TcpState.ESTABLISHED || kernelState == TcpState.CLOSE_WAIT);
        return moves == movesBefore && !finToCome && moved(machine.kernelSays(kernelState));
    }

    /**
     * The state in which nearly all connections are closed, if one question finds it so and with nothing unread; else
     * null, and more has to be asked. Of poll's answers it needs to know that no FIN of ours was sent, which is known
     * of what was followed from its opening on, in the JDK; and that the end of the stream, which comes after all data,
     * was read.
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

    /** Whether nothing has come since it was looked at last, as one cheap question can tell; no data waits then. */
    public final synchronized boolean isQuiet() {
        boolean quiet = !isClosing() && confirmedByPoll() != null;
        unreadSinceMillis = quiet ? null : unreadSinceMillis;
        return quiet;
    }

    // ---- data that waits ----

    /**
     * Whether data that waits is left unread: once the input is shut, by the peer's FIN or here, other things are
     * wrong.
     */
    public final synchronized boolean countsUnread(TcpState kernelState) {
        return !is(INPUT_SHUT)
                && (kernelState == TcpState.ESTABLISHED
                        || kernelState == TcpState.FIN_WAIT_1
                        || kernelState == TcpState.FIN_WAIT_2);
    }

    /** Since when received data has waited and nobody has read; 0 if none waits. */
    public final long unreadSinceMillis() {
        Long since = unreadSinceMillis;
        return since == null ? 0 : since;
    }

    /** What a probe found. */
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

    /** Somebody has read some of the data that waited. */
    public final synchronized void readAfterAll() {
        unreadSinceMillis = null;
    }

    /** Whether it was looked where the thread is that holds it. */
    public final boolean isHolderAsked() {
        return is(HOLDER_ASKED);
    }

    public final synchronized void setHolderAsked() {
        set(HOLDER_ASKED);
    }

    // ---- asynchronous channels ----

    /** Its reads and writes are told of where they begin. */
    public final void isUsedAsynchronously() {
        if (!is(ASYNCHRONOUS)) {
            synchronized (this) {
                set(ASYNCHRONOUS);
            }
        }
    }

    /** What moves its bytes is a thread of the channel's group, and says nothing. */
    public final boolean isAsynchronous() {
        return is(ASYNCHRONOUS);
    }
}
