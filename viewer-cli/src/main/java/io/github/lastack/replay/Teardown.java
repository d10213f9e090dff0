// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.facts.SocketFact;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.JvmContext;
import io.github.lastack.model.TcpMachine;
import io.github.lastack.model.TcpSignal;
import io.github.lastack.model.TcpState;
import io.github.lastack.model.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** How the two ends of a connection part: who sends what, and what the one end's doing proves for the other. */
final class Teardown {
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(1);

    /**
     * How long a thread may be kept from sending its FIN after it was recorded, on a busy machine. Within one host
     * nothing else keeps a FIN from being heard of, unless it is lost; Linux sends it again after 200 ms at the
     * earliest (TCP_RTO_MIN).
     */
    private static final Duration HELD_UP = Duration.ofMillis(10);

    /** For so long no thread is held up there, so that both have seen what they say. */
    private static final Duration NOT_HELD_UP = Duration.ofSeconds(1);

    private final StateTracer trace;
    private final PeerEvidence mirror;
    private final SocketFact.DescriptorClosed descriptorClosed;
    private final boolean isProvenFirst;
    private final boolean isProvenSecond;
    private final List<SocketFact.Closing> afterwards;
    private int linger = -1;
    private Instant closedAt;
    private boolean aborted;
    private boolean ownFinInferred;

    /** What the kernel said when it was asked last; null if it was not. */
    private TcpState newest;

    /** @param mirror what the other end did; null if nothing was recorded of it */
    Teardown(StateTracer trace, PeerEvidence mirror, List<SocketFact.OfConnection> facts) {
        this.trace = trace;
        this.mirror = mirror;
        boolean proven = false;
        boolean provenSecond = false;
        SocketFact.DescriptorClosed first = null;
        for (SocketFact.OfConnection fact : facts) {
            proven |= followsOwnFin(fact);
            provenSecond |= fact.kernel() == TcpState.LAST_ACK;
            first = first == null && fact instanceof SocketFact.DescriptorClosed closed ? closed : first;
        }
        this.isProvenFirst = proven;
        this.isProvenSecond = provenSecond;
        this.descriptorClosed = first;
        List<SocketFact.Closing> words = facts.stream()
                .filter(SocketFact.Closing.class::isInstance)
                .map(SocketFact.Closing.class::cast)
                .toList();
        this.afterwards = isInPassing(words) ? List.of() : words;
    }

    /**
     * Whether a reading has only met it in the moment that an acknowledgement takes anywhere, 40 ms where it is put off
     * (TCP_DELACK_MIN): what the close leads to has followed, and no later reading tells otherwise.
     */
    private static boolean isInPassing(List<SocketFact.Closing> words) {
        boolean isSecond = !words.isEmpty() && words.get(0).kernel() == TcpState.LAST_ACK;
        return words.stream()
                .allMatch(word -> word.isUnacknowledged() && word.retransmits() == 0
                        || isSecond && word.kernel() == TcpState.CLOSED && word.retransmits() == 0);
    }

    private static boolean followsOwnFin(SocketFact.OfConnection fact) {
        return fact.kernel() != null && fact.kernel().isFinWait();
    }

    /** Whether close sent a reset. */
    boolean aborted() {
        return aborted;
    }

    /** SYNs cross where both ends connect, or one to itself. */
    void connected(Instant at, SocketFact.Ends ends) {
        if (ends.isOfItself() || mirror != null && mirror.connects()) {
            trace.infer(at, machine -> machine.onKernelState(TcpState.SYN_RECEIVED));
        }
        trace.take(at, machine -> machine.on(TcpSignal.CONNECTED));
    }

    void onKernelState(Instant at, TcpState word) {
        newest = word;
        hearOfFinBefore(at, word);
        take(at, word, machine -> machine.onKernelState(word));
    }

    void endOfStream(Instant at, TcpState word) {
        take(at, word, machine -> machine.endOfStream(word));
    }

    /**
     * CLOSE is said of LAST_ACK that is over and of TIME_WAIT: which of them it was is known no better than what went
     * before.
     */
    private void take(Instant at, TcpState word, Function<TcpMachine, List<Transition>> fact) {
        if (word == TcpState.CLOSED && ownFinInferred) {
            trace.infer(at, fact);
        } else {
            trace.take(at, fact);
        }
    }

    void failed(Instant at, TcpState word) {
        hearOfFinBefore(at, word);
        take(at, word, machine -> machine.failed(word));
    }

    /**
     * The kernel says CLOSE after a reset: where the other end is known to have sent a FIN before, this end was told.
     */
    private void hearOfFinBefore(Instant at, TcpState word) {
        boolean dead = word == TcpState.CLOSED && trace.state() == TcpState.ESTABLISHED;
        if (dead && mirror != null && mirror.sendsFinBefore(at)) {
            trace.infer(mirror.fallsSilent(), machine -> machine.on(TcpSignal.PEER_FIN));
        }
    }

    void shutsOutput(Instant at, SocketFact.Ends ends) {
        sendFin(at, ends);
    }

    /** The descriptor goes now, unless it is known to have gone later, and in another state than this leads to. */
    void closes(SocketFact.Closed close, SocketFact.Ends ends) {
        closedAt = close.at();
        linger = close.linger();
        if (descriptorClosed == null || descriptorClosed.at().isBefore(close.at())) {
            goes(close.at(), close.unreadData(), ends);
        } else if (linger != 0 && !isWithoutFin(descriptorClosed.kernel())) {
            sendFin(close.at(), ends);
        }
    }

    private static boolean isWithoutFin(TcpState state) {
        return state == TcpState.SYN_SENT || state == TcpState.ESTABLISHED || state == TcpState.CLOSE_WAIT;
    }

    void descriptorCloses(SocketFact.DescriptorClosed fact, SocketFact.Ends ends) {
        if (fact == descriptorClosed && closedAt != null) {
            onKernelState(fact.at(), fact.kernel());
            goes(fact.at(), fact.unreadData(), ends);
        }
    }

    /** The descriptor goes, with a FIN unless one was sent before, or with a reset. */
    private void goes(Instant at, boolean unread, SocketFact.Ends ends) {
        if (!afterwards.isEmpty()) {
            goesWithFin(at);
            return;
        }
        boolean reset = unread || linger == 0;
        aborted = reset && trace.state() != TcpState.CLOSED && trace.state() != TcpState.TIME_WAIT;
        if (reset || !closesFirst() || mirror == null && !ends.isOfItself()) {
            trace.take(at, machine -> machine.closed(null, unread, linger));
            return;
        }
        sendFin(at, ends);
        if (trace.state() == TcpState.CLOSING || trace.state() == TcpState.LAST_ACK) {
            trace.infer(at, machine -> machine.on(TcpSignal.CLOSED));
        } else if (trace.state() == TcpState.FIN_WAIT_1 && !mirror.abortsUnacknowledged(trace.entered())) {
            trace.infer(at, machine -> machine.onKernelState(TcpState.FIN_WAIT_2));
        }
    }

    /** What comes of it is the kernel's to say: it was seen to be at it afterwards. */
    private void goesWithFin(Instant at) {
        boolean isSecond = afterwards.get(0).kernel() == TcpState.LAST_ACK;
        if (isSecond && trace.state() == TcpState.ESTABLISHED) { // the peer's FIN came since the kernel was asked
            trace.infer(at, machine -> machine.on(TcpSignal.PEER_FIN));
        }
        trace.take(at, machine -> machine.on(TcpSignal.LOCAL_FIN));
    }

    /**
     * The descriptor has gone, and the kernel says how the connection stands. That it is gone is known a reading later,
     * and how is not: it was reset, or given up, or had waited for the peer's FIN for long enough.
     */
    void goesOn(SocketFact.Closing word) {
        if (closedAt == null || afterwards.isEmpty() || trace.state() == TcpState.CLOSED) {
            return;
        }
        boolean isLast = word == afterwards.get(afterwards.size() - 1);
        if (word.kernel() != TcpState.CLOSED) {
            trace.take(word.since(), machine -> machine.onKernelState(word.kernel()));
        } else if (isLast) { // else the table was changing as it was read
            trace.infer(word.at(), machine -> machine.on(TcpSignal.RESET));
        }
    }

    /** What the kernel was seen to do once the descriptor had gone; null for nothing. */
    ConnectionHistory.AfterClose afterClose() {
        if (closedAt == null || afterwards.isEmpty()) {
            return null;
        }
        Instant unacknowledged = null;
        Instant seen = closedAt;
        int retransmits = 0;
        for (SocketFact.Closing word : afterwards) {
            if (word.isUnacknowledged()) {
                unacknowledged = word.at();
                retransmits = Math.max(retransmits, word.retransmits());
            }
            seen = word.kernel() == TcpState.CLOSED ? seen : word.at();
        }
        SocketFact.Closing last = afterwards.get(afterwards.size() - 1);
        boolean isGone = last.kernel() == TcpState.CLOSED;
        return new ConnectionHistory.AfterClose(unacknowledged, retransmits, seen, isGone ? last.at() : null);
    }

    private boolean closesFirst() {
        return switch (trace.state()) {
            case SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2 -> true;
            default -> false;
        };
    }

    /**
     * This side's FIN. Where both ends say that theirs went first, one of them was asked a moment too early, or the two
     * have crossed, or the first was lost: then nothing of it is observed, and the most likely is inferred. If they are
     * so far apart that nobody was asked too early, both have seen what they say.
     */
    private void sendFin(Instant at, SocketFact.Ends ends) {
        boolean open = trace.state() == TcpState.ESTABLISHED;
        if (open && isProvenSecond) { // it came since the kernel was asked
            trace.infer(at, machine -> machine.on(TcpSignal.PEER_FIN));
            trace.take(at, machine -> machine.on(TcpSignal.LOCAL_FIN));
            return;
        }
        boolean bothFirst = open && mirror != null && mirror.first() && !isProvenFirst;
        boolean lost = bothFirst && newest == TcpState.ESTABLISHED && isApart(at, HELD_UP) && ends.isWithinOneHost();
        boolean crossed = afterwards.isEmpty() && (open && ends.isOfItself() || lost || bothFirst && crosses(ends));
        if (bothFirst && !lost && !crossed && isLater(at)) {
            trace.infer(mirror.fallsSilent(), machine -> machine.on(TcpSignal.PEER_FIN));
        }
        boolean isSeen = lost && isApart(at, NOT_HELD_UP) || !bothFirst || mirror.proof() == TcpState.CLOSING;
        if (!isSeen) {
            ownFinInferred = true;
            trace.infer(at, machine -> machine.on(TcpSignal.LOCAL_FIN));
        } else {
            trace.take(at, machine -> machine.on(TcpSignal.LOCAL_FIN));
        }
        if (crossed) {
            TcpState next = lost ? afterLoss(at) : TcpState.CLOSING;
            trace.infer(at, machine -> machine.onKernelState(next));
        }
    }

    /** Between hosts a FIN is on its way for longer than the kernel was asked before this one. Within one it is not. */
    private boolean crosses(SocketFact.Ends ends) {
        return mirror.proof() == null ? !ends.isWithinOneHost() : mirror.proof() == TcpState.CLOSING;
    }

    private boolean isApart(Instant fin, Duration least) {
        return Duration.between(mirror.fallsSilent(), fin).abs().compareTo(least) > 0;
    }

    /** The FIN that was lost is sent again later than the other arrives: whose it is hears of the peer's FIN first. */
    private TcpState afterLoss(Instant fin) {
        boolean isLost =
                mirror.proof() == null ? fin.isBefore(mirror.fallsSilent()) : mirror.proof() == TcpState.FIN_WAIT_2;
        return isLost ? TcpState.CLOSING : TcpState.FIN_WAIT_2;
    }

    private boolean isLater(Instant fin) {
        return mirror.proof() == TcpState.FIN_WAIT_2 || mirror.fallsSilent().isBefore(fin);
    }

    /** What follows by itself until the end of the recording. */
    void runsOut(Instant end, JvmContext context, List<Instant> reuses) {
        mirrorFallsSilent(end, context.finTimeout());
        if (trace.state() == TcpState.TIME_WAIT) {
            Instant elapsed = context.timeWaitEnds(trace.entered(), reuses);
            if (!elapsed.isAfter(end)) {
                trace.take(elapsed, machine -> machine.on(TcpSignal.TIME_WAIT_ELAPSED));
            }
        }
    }

    /**
     * This side has closed first, and waits for what the other end is known to do; the kernel does not wait for long.
     */
    private void mirrorFallsSilent(Instant end, Duration finTimeout) {
        boolean isSeen = !afterwards.isEmpty();
        boolean waits = trace.state() == TcpState.FIN_WAIT_1 && !isSeen || trace.state() == TcpState.FIN_WAIT_2;
        if (mirror == null || closedAt == null || !waits) {
            return;
        }
        Instant given = (isSeen ? trace.entered() : closedAt).plus(finTimeout);
        boolean inTime = mirror.fallsSilent() != null && mirror.fallsSilent().isBefore(given);
        if (isSeen && inTime && mirror.fallsSilent().isBefore(lastSeen())) {
            return; // its FIN has not come yet
        }
        Instant at = !inTime ? given : mirror.fallsSilent().isBefore(closedAt) ? closedAt : mirror.fallsSilent();
        if (!at.isAfter(end)) {
            TcpSignal signal = inTime && !mirror.reset() ? TcpSignal.PEER_FIN : TcpSignal.RESET;
            trace.infer(at, machine -> machine.on(signal));
        }
    }

    /** With some room: a reading of the kernel's table is told of soon after. */
    private Instant lastSeen() {
        return afterwards.get(afterwards.size() - 1).at().minus(TOLD_WITHIN);
    }
}
