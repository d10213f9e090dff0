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

/** The teardown of a connection: which end sends what, and what the actions of one end prove about the other. */
final class Teardown {
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(1);

    /**
     * How long a busy machine may delay a thread between recording a FIN and sending it. Within one host, nothing else
     * delays the receipt of a FIN unless the FIN is lost. Linux retransmits a lost FIN after 200 ms at the earliest
     * (TCP_RTO_MIN).
     */
    private static final Duration HELD_UP = Duration.ofMillis(10);

    /**
     * A time for which no thread delays a FIN within one host. If the FINs of both ends are further apart, both ends
     * have observed what they report.
     */
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

    /** The kernel state by the newest query; null if the kernel was not queried. */
    private TcpState newest;

    /** @param mirror evidence of what the other end did; null if nothing was recorded of that end */
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
     * Returns whether the kernel's table happened to be read while an acknowledgement was on its way. An
     * acknowledgement takes a moment on any network, and 40 ms where it is delayed (TCP_DELACK_MIN). The close has then
     * led to its usual states, and no later reading contradicts them.
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

    /** Returns whether close sent a reset. */
    boolean aborted() {
        return aborted;
    }

    /** Applies the end of the handshake. SYNs cross where both ends connect, or where a socket connects to itself. */
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
     * Applies a fact together with a kernel state. The kernel reports TCP_CLOSE both after LAST_ACK and in TIME_WAIT.
     * Which of the two it was is known only as well as the states before.
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
     * Infers that the peer's FIN was received before a reset. The kernel reports TCP_CLOSE after a reset. If the other
     * end is known to have sent a FIN earlier, this end had received that FIN.
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

    /**
     * Applies the close. The descriptor is closed now, unless it is known to have been closed later, in another state
     * than this close leads to.
     */
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

    /** Closes the descriptor, with a FIN unless one was sent before, or with a reset. */
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

    /**
     * Closes the descriptor with a FIN. The states after that are left to the kernel, since kernel states were recorded
     * after the close.
     */
    private void goesWithFin(Instant at) {
        boolean isSecond = afterwards.get(0).kernel() == TcpState.LAST_ACK;
        if (isSecond && trace.state() == TcpState.ESTABLISHED) { // the peer's FIN arrived since the kernel was queried
            trace.infer(at, machine -> machine.on(TcpSignal.PEER_FIN));
        }
        trace.take(at, machine -> machine.on(TcpSignal.LOCAL_FIN));
    }

    /**
     * Applies a kernel state that was read after the descriptor was closed. The end of a connection is noticed only one
     * reading later, and its cause is not known. The connection was reset, the kernel gave up, or the kernel had waited
     * long enough for the peer's FIN.
     */
    void goesOn(SocketFact.Closing word) {
        if (closedAt == null || afterwards.isEmpty() || trace.state() == TcpState.CLOSED) {
            return;
        }
        boolean isLast = word == afterwards.get(afterwards.size() - 1);
        if (word.kernel() != TcpState.CLOSED) {
            trace.take(word.since(), machine -> machine.onKernelState(word.kernel()));
        } else if (isLast) { // otherwise the table changed while it was read
            trace.infer(word.at(), machine -> machine.on(TcpSignal.RESET));
        }
    }

    /** Returns what the kernel did after the descriptor was closed; null if nothing was seen. */
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
     * Applies this side's FIN. Both ends may report that they sent their FIN first. Then the kernel was queried a
     * moment too early at one end, or the FINs have crossed, or the first FIN was lost. In these cases nothing is
     * observed, and the most likely order is inferred. If the FINs are so far apart that no query was too early, both
     * ends have observed what they report.
     */
    private void sendFin(Instant at, SocketFact.Ends ends) {
        boolean open = trace.state() == TcpState.ESTABLISHED;
        if (open && isProvenSecond) { // the peer's FIN arrived since the kernel was queried
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

    /**
     * Returns whether the FINs of both ends have crossed. Between hosts, a FIN travels for longer than the time from
     * the query of the kernel to this FIN. Within one host, it does not.
     */
    private boolean crosses(SocketFact.Ends ends) {
        return mirror.proof() == null ? !ends.isWithinOneHost() : mirror.proof() == TcpState.CLOSING;
    }

    private boolean isApart(Instant fin, Duration least) {
        return Duration.between(mirror.fallsSilent(), fin).abs().compareTo(least) > 0;
    }

    /**
     * Returns the state of this end after one of both FINs was lost. The lost FIN is retransmitted after the other one
     * arrives, so the end that sent the lost FIN receives the peer's FIN first.
     */
    private TcpState afterLoss(Instant fin) {
        boolean isLost =
                mirror.proof() == null ? fin.isBefore(mirror.fallsSilent()) : mirror.proof() == TcpState.FIN_WAIT_2;
        return isLost ? TcpState.CLOSING : TcpState.FIN_WAIT_2;
    }

    private boolean isLater(Instant fin) {
        return mirror.proof() == TcpState.FIN_WAIT_2 || mirror.fallsSilent().isBefore(fin);
    }

    /** Applies the transitions that happen without any call until the end of the recording. */
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
     * Applies what the other end is known to have done while this side, which closed first, waits for it. The kernel
     * waits no longer than {@code finTimeout}.
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
            return; // the peer's FIN has not arrived yet
        }
        Instant at = !inTime ? given : mirror.fallsSilent().isBefore(closedAt) ? closedAt : mirror.fallsSilent();
        if (!at.isAfter(end)) {
            TcpSignal signal = inTime && !mirror.reset() ? TcpSignal.PEER_FIN : TcpSignal.RESET;
            trace.infer(at, machine -> machine.on(signal));
        }
    }

    /**
     * Returns when the connection was last seen in the kernel's table, less {@link #TOLD_WITHIN}, since a reading of
     * that table is recorded soon after it was made.
     */
    private Instant lastSeen() {
        return afterwards.get(afterwards.size() - 1).at().minus(TOLD_WITHIN);
    }
}
