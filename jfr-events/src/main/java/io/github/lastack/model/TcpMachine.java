// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.model;

import static io.github.lastack.model.Evidence.INFERRED;
import static io.github.lastack.model.Evidence.OBSERVED;
import static io.github.lastack.model.TcpState.CLOSED;
import static io.github.lastack.model.TcpState.CLOSE_WAIT;
import static io.github.lastack.model.TcpState.CLOSING;
import static io.github.lastack.model.TcpState.ESTABLISHED;
import static io.github.lastack.model.TcpState.FIN_WAIT_1;
import static io.github.lastack.model.TcpState.FIN_WAIT_2;
import static io.github.lastack.model.TcpState.LAST_ACK;
import static io.github.lastack.model.TcpState.LISTEN;
import static io.github.lastack.model.TcpState.SYN_RECEIVED;
import static io.github.lastack.model.TcpState.SYN_SENT;
import static io.github.lastack.model.TcpState.TIME_WAIT;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The TCP state of one connection, as far as it is known: signals go in, transitions with their evidence come out.
 *
 * <p>Not thread-safe: the agent guards each machine by its connection, the replay has one thread. Only a contradiction,
 * or a call that makes two steps, allocates memory.
 */
public final class TcpMachine {

    /* The diagram of RFC 9293, figure 5:
     *
     *                       CLOSED ── connect ──► SYN_SENT ───┐
     *                          │                     │        │ SYN,ACK
     *                        listen                 SYN       │
     *                          ▼                     ▼        ▼
     *                       LISTEN ─── SYN ──► SYN_RECEIVED ─► ESTABLISHED
     *                                                │        │        │
     *                                                └─ close ┤        │ FIN
     *                                                         ▼        ▼
     *                                 CLOSING ◄── FIN ── FIN_WAIT_1   CLOSE_WAIT      the peer closed first,
     *                                    │                    │        │              and nobody here has closed
     *                                   ACK                  ACK      close
     *                                    │                    ▼        ▼
     *                                    │               FIN_WAIT_2  LAST_ACK
     *                                    ▼                    │        │
     *                                 TIME_WAIT ◄──── FIN ────┘       ACK
     *                                    │                             ▼
     *                                    └────────── 2MSL ──────────► CLOSED     and from every state by a reset
     *
     * Three rules decide what a signal does:
     *
     * 1. A call that returned is observed; what the protocol makes follow from it is inferred. close() on an
     *    ESTABLISHED connection sends a FIN (FIN_WAIT_1, observed) and all is over for the descriptor; that the peer
     *    acknowledges and closes too (FIN_WAIT_2, TIME_WAIT) is inferred.
     * 2. The kernel's word beats the model. Where the diagram has a way from here to there, the states on the way are
     *    inferred and the last is observed; where it has none, the word is taken all the same and a contradiction is
     *    counted.
     * 3. Linux says CLOSE of a descriptor whose connection is in TIME_WAIT: a small timewait socket has taken over
     *    (tcp_time_wait in net/ipv4/tcp_minisocks.c). After a FIN of ours, CLOSE therefore means TIME_WAIT, and only
     *    inferred, since a reset looks the same.
     */

    /** How long Linux keeps a connection in TIME_WAIT: TCP_TIMEWAIT_LEN in include/net/tcp.h, not configurable. */
    public static final long LINUX_TIME_WAIT_NANOS = 60_000_000_000L;

    private static final List<Transition> NOTHING = Collections.emptyList();

    /** Signals that can only be the first of a connection: a closed descriptor never opens again. */
    private static final Set<TcpSignal> OPENINGS =
            EnumSet.of(TcpSignal.CONNECT_BEGUN, TcpSignal.CONNECTED, TcpSignal.LISTENING, TcpSignal.ACCEPTED);

    /** The transitions of each signal in each state; a missing entry is a contradiction, which changes nothing. */
    private static final Map<TcpState, Map<TcpSignal, List<Transition>>> REACTIONS = reactions();

    /** The shortest legal way between two states, resets excepted; missing where there is none. */
    private static final Map<TcpState, Map<TcpState, List<Transition>>> WAYS = ways();

    private TcpState state = CLOSED;
    private boolean begun;
    private List<Contradiction> contradictions = Collections.emptyList();

    public TcpState state() {
        return state;
    }

    /** All contradictions so far, in order. */
    public List<Contradiction> contradictions() {
        return contradictions;
    }

    /** Takes a signal; returns the transitions that it makes, in order, empty if none. */
    public List<Transition> on(TcpSignal signal) {
        List<Transition> path = isOver() && OPENINGS.contains(signal)
                ? null
                : REACTIONS.get(state).get(signal);
        if (path == null) {
            contradicts(new Contradiction(state, signal, null));
            return NOTHING;
        }
        return follow(path);
    }

    /** Takes the kernel's state of the descriptor; null, for not asked or no answer, changes nothing. */
    public List<Transition> onKernelState(TcpState word) {
        if (word == null || word == state || word == CLOSED && state == TIME_WAIT) {
            return NOTHING;
        }
        if (word == CLOSED && state.isFinWait()) {
            return follow(REACTIONS.get(state).get(TcpSignal.CLOSED));
        }
        List<Transition> way = isOver() ? null : WAYS.get(state).get(word);
        if (way == null) {
            contradicts(new Contradiction(state, null, word));
            way = Collections.singletonList(new Transition(state, word, OBSERVED));
        }
        return follow(way);
    }

    /** Starts with the state that a connection was found in, whose opening was not seen. */
    public List<Transition> adopt(TcpState found) {
        return follow(Collections.singletonList(new Transition(state, found, OBSERVED)));
    }

    /**
     * Takes a read that returned -1. The kernel state, if asked, shows whether the peer's FIN or a local shutdownInput
     * caused it. If the connection is dead by then, the FIN came before the reset: a reset alone would be an error.
     */
    public List<Transition> endOfStream(TcpState kernel) {
        boolean byPeer = kernel == null || kernel == CLOSED && (state.isFinWait() || state == ESTABLISHED);
        return byPeer ? joined(on(TcpSignal.PEER_FIN), onKernelState(kernel)) : onKernelState(kernel);
    }

    /** Takes a failed read or write; without a kernel state it counts as the end of the connection. */
    public List<Transition> failed(TcpState kernel) {
        return kernel == null
                ? on(TcpSignal.RESET)
                : kernel == CLOSED ? resetUnlessInTimeWait() : onKernelState(kernel);
    }

    /** Takes a shutdownOutput: the kernel state just before, then the FIN. */
    public List<Transition> outputShut(TcpState kernelBefore) {
        return joined(onKernelState(kernelBefore), on(TcpSignal.LOCAL_FIN));
    }

    /**
     * Takes a close: the kernel state just before, then the FIN or RST.
     *
     * @param unreadData whether received data was waiting to be read
     * @param lingerSeconds SO_LINGER, -1 for off
     */
    public List<Transition> closed(TcpState kernelBefore, boolean unreadData, int lingerSeconds) {
        boolean reset = unreadData || lingerSeconds == 0;
        return joined(onKernelState(kernelBefore), on(reset ? TcpSignal.ABORTED : TcpSignal.CLOSED));
    }

    /** Whether a close in a state, with the peer's answer to it, can lead to a kernel state. */
    public static boolean closeLeadsTo(TcpState closedIn, TcpState word) {
        switch (closedIn) {
            case ESTABLISHED:
                return word == FIN_WAIT_1 || word == FIN_WAIT_2 || word == CLOSED;
            case FIN_WAIT_1:
                return word == FIN_WAIT_2 || word == CLOSED;
            case CLOSE_WAIT:
                return word == LAST_ACK || word == CLOSED;
            default:
                return word == CLOSED;
        }
    }

    private void contradicts(Contradiction newest) {
        List<Contradiction> all = new ArrayList<>(contradictions);
        all.add(newest);
        contradictions = all;
    }

    private boolean isOver() {
        return state == CLOSED && begun;
    }

    private List<Transition> resetUnlessInTimeWait() {
        return state == TIME_WAIT ? NOTHING : on(TcpSignal.RESET);
    }

    private List<Transition> follow(List<Transition> path) {
        begun = true;
        if (!path.isEmpty()) {
            state = path.get(path.size() - 1).to();
        }
        return path;
    }

    private static List<Transition> joined(List<Transition> first, List<Transition> second) {
        if (first.isEmpty() || second.isEmpty()) {
            return first.isEmpty() ? second : first;
        }
        List<Transition> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    private static Map<TcpState, Map<TcpSignal, List<Transition>>> reactions() {
        Table table = new Table();

        table.in(CLOSED)
                .on(TcpSignal.CONNECT_BEGUN, observed(SYN_SENT))
                .on(TcpSignal.CONNECTED, inferred(SYN_SENT), observed(ESTABLISHED))
                .on(TcpSignal.LISTENING, observed(LISTEN))
                .on(TcpSignal.ACCEPTED, inferred(SYN_RECEIVED), observed(ESTABLISHED))
                .stayOn(TcpSignal.CONNECT_FAILED, TcpSignal.LOCAL_FIN, TcpSignal.CLOSED, TcpSignal.ABORTED)
                .stayOn(TcpSignal.RESET, TcpSignal.TIME_WAIT_ELAPSED);
        table.in(LISTEN)
                .on(TcpSignal.CONNECT_BEGUN, observed(SYN_SENT))
                .on(TcpSignal.ACCEPTED, inferred(SYN_RECEIVED), observed(ESTABLISHED))
                .on(TcpSignal.CLOSED, observed(CLOSED))
                .on(TcpSignal.ABORTED, observed(CLOSED))
                .stayOn(TcpSignal.LISTENING);
        table.in(SYN_SENT)
                .on(TcpSignal.CONNECTED, observed(ESTABLISHED))
                .on(TcpSignal.CONNECT_FAILED, observed(CLOSED))
                .on(TcpSignal.PEER_FIN, inferred(ESTABLISHED), observed(CLOSE_WAIT))
                .on(TcpSignal.LOCAL_FIN, inferred(ESTABLISHED), observed(FIN_WAIT_1))
                .on(TcpSignal.CLOSED, observed(CLOSED))
                .on(TcpSignal.ABORTED, observed(CLOSED))
                .on(TcpSignal.RESET, observed(CLOSED))
                .stayOn(TcpSignal.CONNECT_BEGUN);
        table.in(SYN_RECEIVED)
                .on(TcpSignal.CONNECTED, observed(ESTABLISHED))
                .on(TcpSignal.CONNECT_FAILED, observed(CLOSED))
                .on(TcpSignal.ACCEPTED, observed(ESTABLISHED))
                .on(TcpSignal.PEER_FIN, inferred(ESTABLISHED), observed(CLOSE_WAIT))
                .on(TcpSignal.LOCAL_FIN, observed(FIN_WAIT_1))
                .on(TcpSignal.CLOSED, observed(FIN_WAIT_1), inferred(FIN_WAIT_2), inferred(TIME_WAIT))
                .on(TcpSignal.ABORTED, observed(CLOSED))
                .on(TcpSignal.RESET, observed(CLOSED));
        // A probe can see the handshake done, or even the peer's FIN, before finishConnect throws.
        table.in(ESTABLISHED)
                .on(TcpSignal.CONNECT_FAILED, observed(CLOSED))
                .on(TcpSignal.PEER_FIN, observed(CLOSE_WAIT))
                .on(TcpSignal.LOCAL_FIN, observed(FIN_WAIT_1))
                .on(TcpSignal.CLOSED, observed(FIN_WAIT_1), inferred(FIN_WAIT_2), inferred(TIME_WAIT))
                .on(TcpSignal.ABORTED, observed(CLOSED))
                .on(TcpSignal.RESET, observed(CLOSED))
                .stayOn(TcpSignal.CONNECTED, TcpSignal.ACCEPTED);
        table.in(FIN_WAIT_1)
                .on(TcpSignal.PEER_FIN, inferred(FIN_WAIT_2), inferred(TIME_WAIT))
                .on(TcpSignal.CLOSED, inferred(FIN_WAIT_2), inferred(TIME_WAIT))
                .on(TcpSignal.ABORTED, observed(CLOSED))
                .on(TcpSignal.RESET, observed(CLOSED))
                .stayOn(TcpSignal.LOCAL_FIN);
        table.in(FIN_WAIT_2)
                .on(TcpSignal.PEER_FIN, observed(TIME_WAIT))
                .on(TcpSignal.CLOSED, inferred(TIME_WAIT))
                .on(TcpSignal.ABORTED, observed(CLOSED))
                .on(TcpSignal.RESET, observed(CLOSED))
                .stayOn(TcpSignal.LOCAL_FIN);
        table.in(CLOSING)
                .on(TcpSignal.CLOSED, inferred(TIME_WAIT))
                .on(TcpSignal.ABORTED, observed(CLOSED))
                .on(TcpSignal.RESET, observed(CLOSED))
                .stayOn(TcpSignal.PEER_FIN, TcpSignal.LOCAL_FIN);
        table.in(CLOSE_WAIT)
                .on(TcpSignal.CONNECT_FAILED, observed(CLOSED))
                .on(TcpSignal.LOCAL_FIN, observed(LAST_ACK))
                .on(TcpSignal.CLOSED, observed(LAST_ACK), inferred(CLOSED))
                .on(TcpSignal.ABORTED, observed(CLOSED))
                .on(TcpSignal.RESET, observed(CLOSED))
                .stayOn(TcpSignal.CONNECTED, TcpSignal.ACCEPTED, TcpSignal.PEER_FIN);
        table.in(LAST_ACK)
                .on(TcpSignal.CLOSED, inferred(CLOSED))
                .on(TcpSignal.ABORTED, observed(CLOSED))
                .on(TcpSignal.RESET, observed(CLOSED))
                .stayOn(TcpSignal.PEER_FIN, TcpSignal.LOCAL_FIN);
        table.in(TIME_WAIT)
                .on(TcpSignal.TIME_WAIT_ELAPSED, inferred(CLOSED))
                .stayOn(TcpSignal.PEER_FIN, TcpSignal.LOCAL_FIN, TcpSignal.CLOSED, TcpSignal.ABORTED)
                .stayOn(TcpSignal.RESET);
        return table.rows;
    }

    /**
     * The edges of RFC 9293, figure 5, and the resets. FIN_WAIT_1 has no edge to TIME_WAIT, since Linux takes a FIN,ACK
     * as the ACK and then the FIN (tcp_rcv_state_process); none leads back to LISTEN, which is the listener's state.
     */
    private static Set<TcpState> next(TcpState state) {
        switch (state) {
            case CLOSED:
                return EnumSet.of(LISTEN, SYN_SENT);
            case LISTEN:
                return EnumSet.of(SYN_RECEIVED, SYN_SENT, CLOSED);
            case SYN_SENT:
                return EnumSet.of(SYN_RECEIVED, ESTABLISHED, CLOSED);
            case SYN_RECEIVED:
                return EnumSet.of(ESTABLISHED, FIN_WAIT_1, CLOSED);
            case ESTABLISHED:
                return EnumSet.of(FIN_WAIT_1, CLOSE_WAIT, CLOSED);
            case FIN_WAIT_1:
                return EnumSet.of(FIN_WAIT_2, CLOSING, CLOSED);
            case FIN_WAIT_2:
            case CLOSING:
                return EnumSet.of(TIME_WAIT, CLOSED);
            case CLOSE_WAIT:
                return EnumSet.of(LAST_ACK, CLOSED);
            default:
                return EnumSet.of(CLOSED);
        }
    }

    private static Map<TcpState, Map<TcpState, List<Transition>>> ways() {
        Map<TcpState, Map<TcpState, List<Transition>>> ways = new EnumMap<>(TcpState.class);
        for (TcpState from : TcpState.values()) {
            ways.put(from, waysFrom(from));
        }
        return ways;
    }

    /** Breadth first, so that the way found is the shortest; it never passes through CLOSED. */
    private static Map<TcpState, List<Transition>> waysFrom(TcpState from) {
        Map<TcpState, TcpState> before = new EnumMap<>(TcpState.class);
        Deque<TcpState> queue = new ArrayDeque<>();
        queue.add(from);
        while (!queue.isEmpty()) {
            TcpState here = queue.remove();
            if (here == CLOSED && from != CLOSED) {
                continue;
            }
            for (TcpState there : next(here)) {
                if (there != from && !before.containsKey(there)) {
                    before.put(there, here);
                    queue.add(there);
                }
            }
        }
        Map<TcpState, List<Transition>> ways = new EnumMap<>(TcpState.class);
        for (TcpState to : before.keySet()) {
            Deque<Transition> way = new ArrayDeque<>();
            for (TcpState here = to; here != from; here = before.get(here)) {
                way.addFirst(new Transition(before.get(here), here, here == to ? OBSERVED : INFERRED));
            }
            ways.put(to, Collections.unmodifiableList(new ArrayList<>(way)));
        }
        return ways;
    }

    private static Step observed(TcpState to) {
        return new Step(to, OBSERVED);
    }

    private static Step inferred(TcpState to) {
        return new Step(to, INFERRED);
    }

    private static final class Step {
        final TcpState to;
        final Evidence evidence;

        Step(TcpState to, Evidence evidence) {
            this.to = to;
            this.evidence = evidence;
        }
    }

    /** Builds {@link #REACTIONS}, so that the table above reads as one. */
    private static final class Table {
        final Map<TcpState, Map<TcpSignal, List<Transition>>> rows = new EnumMap<>(TcpState.class);
        private TcpState current;

        Table in(TcpState state) {
            current = state;
            rows.put(state, new EnumMap<>(TcpSignal.class));
            return this;
        }

        Table on(TcpSignal signal, Step... steps) {
            List<Transition> path = new ArrayList<>();
            TcpState here = current;
            for (Step step : steps) {
                path.add(new Transition(here, step.to, step.evidence));
                here = step.to;
            }
            rows.get(current).put(signal, Collections.unmodifiableList(path));
            return this;
        }

        Table stayOn(TcpSignal... signals) {
            for (TcpSignal signal : signals) {
                rows.get(current).put(signal, NOTHING);
            }
            return this;
        }
    }
}
