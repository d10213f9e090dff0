// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.history;

import io.github.lastack.facts.SocketFact;
import io.github.lastack.model.Contradiction;
import io.github.lastack.model.Evidence;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The history of one connection, as far as it was recorded.
 *
 * @param network its retransmissions, errors and timeouts
 */
public record ConnectionHistory(
        Opening opening, StateTrace trace, Stacks stacks, Use use, End end, Descriptor descriptor, Network network)
        implements Subject {

    /**
     * The identity and the beginning of a connection.
     *
     * @param openedAt when the connection was opened, or found if it was open before the agent was attached
     * @param beforeAgent whether the connection was open before the agent was attached, so that its opening, and how
     *     long it had been in the state in which it was found, are not known
     * @param foundOver whether the agent found the descriptor of a connection that had already ended, which the states
     *     do not show
     */
    public record Opening(
            String instance, long id, SocketFact.Ends ends, Instant openedAt, boolean beforeAgent, boolean foundOver) {}

    /**
     * The states of a connection, and what limits the knowledge of them.
     *
     * @param states never empty
     * @param contradictions facts that contradict the state in which they arrived
     * @param timeWaitEnds when its TIME_WAIT ends, by time or by reuse of its ports, maybe after the recording; null
     *     if it was never in TIME_WAIT
     * @param until end of the JVM's recording
     * @param shutDown whether its JVM began to shut down then; later closes are left out
     */
    public record StateTrace(
            List<StateEntry> states,
            List<MetContradiction> contradictions,
            Instant timeWaitEnds,
            Instant until,
            boolean shutDown) {}

    /**
     * How a connection was used.
     *
     * @param moments when the stacks were taken that may be taken at any time
     * @param lastUse the last use in its newest listing; null if unused or not recorded
     * @param holder the only thread that used it last, sampled while it was stuck; null if not known
     * @param attached classes of the objects that a selector or an event loop attached to it, in the order in which
     *     they receive data; those of lambdas end with {@link #LAMBDA}
     * @param endOfStreamSeen whether a read has returned -1
     * @param unreadSince since when received data has waited unread; null if none waits
     * @param neverRead whether no recorded read has returned anything; known for open connections only
     */
    public record Use(
            Moments moments,
            SocketFact.LastUse lastUse,
            Holder holder,
            List<String> attached,
            boolean endOfStreamSeen,
            Instant unreadSince,
            boolean neverRead) {}

    /**
     * How a connection ended, as far as it has.
     *
     * @param errorAt when a read or write failed; null if none did
     * @param halfClosed whether this side shut down its output, or its input before it had read the end of stream
     * @param closedAt when close was called; null if it was not
     * @param aborted whether close sent a reset
     * @param afterClose what the kernel did after the descriptor was released; null if nothing was seen
     * @param closeLost whether its close was lost: the agent no longer lists it, and no close was recorded
     */
    public record End(
            Instant errorAt,
            boolean halfClosed,
            Instant closedAt,
            boolean unreadData,
            boolean aborted,
            AfterClose afterClose,
            boolean closeLost) {}

    /**
     * What became of the descriptor.
     *
     * @param collectedAt when the descriptor object was found garbage-collected, or the JDK closed it for that reason
     * @param listed whether the agent's newest listing of open connections contains it
     * @param kept whether a selector kept the descriptor after the close
     */
    public record Descriptor(Instant collectedAt, boolean listed, boolean kept) {}

    public static final String LAMBDA = "$$Lambda";

    /**
     * A thread that holds the connection.
     *
     * @param at when its stack was taken
     * @param thread its name
     * @param stack its stack at that time, innermost frame first
     */
    public record Holder(Instant at, String thread, List<String> stack) {}

    /**
     * A connection's retransmissions, errors and timeouts.
     *
     * @param unanswered what was unanswered when last recorded; null if nothing
     * @param error error of the first read or write that failed; null if none failed
     * @param keepAlive whether SO_KEEPALIVE is set; null where that was not recorded
     * @param connectTimeout timeout of a thread that waits in connect, zero for none but the kernel's; null if no
     *     thread waits there, or that was not recorded
     */
    public record Network(Unanswered unanswered, SocketError error, Boolean keepAlive, Duration connectTimeout) {}

    /**
     * What was retransmitted without an answer.
     *
     * @param since when it was first found; it began earlier
     * @param until when it was recorded last
     * @param retransmits retransmissions of the oldest segment: data, a SYN or a FIN
     * @param probes of a shut window, or of SO_KEEPALIVE
     */
    public record Unanswered(Instant since, Instant until, int retransmits, int probes) {
        /** Returns the number of retransmissions and probes. */
        public int tries() {
            return retransmits + probes;
        }
    }

    /** The beginning of the connection's stay in a state. */
    public record StateEntry(TcpState state, Instant at, Evidence evidence) {}

    /**
     * What the kernel did with a connection after its descriptor was released.
     *
     * @param unacknowledged when its FIN was last seen unacknowledged; null if never
     * @param retransmits retransmissions of the FIN by then
     * @param seen when it was seen last
     * @param gone when the kernel had forgotten it, other than by TIME_WAIT; null if it had not
     */
    public record AfterClose(Instant unacknowledged, int retransmits, Instant seen, Instant gone) {}

    /** A fact that contradicts the state in which it arrived, and when it was recorded. */
    public record MetContradiction(Instant at, Contradiction what) {}

    /**
     * The stacks that matter, innermost frame first; empty where there is none.
     *
     * @param made where the thread that opened it had created the channel, in an earlier call (on an event loop, an
     *     earlier task)
     * @param lastWritten the newest write whose stack was taken
     */
    public record Stacks(
            List<String> made,
            List<String> opened,
            List<String> endOfStream,
            List<String> shutDown,
            List<String> lastUsed,
            List<String> lastWritten,
            List<String> closed) {

        /** Returns whether the last use is at another place than the end of stream or the shutdown. */
        public boolean isLastUsedAnother() {
            return !lastUsed.equals(shutDown) && !lastUsed.equals(endOfStream);
        }

        /** Returns one stack of each kind; empty where there is none. */
        public List<List<String>> all() {
            return List.of(made, opened, endOfStream, shutDown, lastUsed, lastWritten, closed);
        }

        /** Returns whether the newest write has another stack than the last use. */
        public boolean isLastWrittenAnother() {
            return !lastWritten.equals(lastUsed) && !lastWritten.equals(shutDown);
        }

        /** Returns the stack of the latest step of the connection: closed before shut down, and so on. */
        public List<String> last() {
            return Stream.of(closed, shutDown, endOfStream, lastUsed, opened)
                    .filter(stack -> !stack.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        }
    }

    /** The times at which stacks were taken; null where that was not recorded, or there is no such stack. */
    public record Moments(Instant endOfStream, Instant shutDown, Instant lastUsed) {}

    public Role role() {
        return ends().role();
    }

    public String remote() {
        return ends().remote();
    }

    /** Returns the state at the end of the recording. */
    public TcpState state() {
        return last().state();
    }

    /** Returns how long the connection has been in its last state when the recording ends. */
    public Duration inState() {
        return Duration.between(last().at(), until());
    }

    /** Returns when the last state was entered. */
    public Instant since() {
        return last().at();
    }

    /** Returns the number of unanswered SYNs; 0 if there are none or it was not recorded. */
    public int synsSent() {
        boolean isRecorded = network.keepAlive() != null;
        if (state() != TcpState.SYN_SENT || !isRecorded) {
            return 0;
        }
        return 1 + (network.unanswered() == null ? 0 : network.unanswered().retransmits());
    }

    /** Returns whether the connection ended because the peer became unreachable, not by a reset. */
    public boolean hasGivenUp() {
        return network.error() == SocketError.TIMED_OUT || network.error() == SocketError.UNREACHABLE;
    }

    /**
     * Returns whether nothing would notice that the peer is gone: this side has nothing to send, and SO_KEEPALIVE is
     * off.
     */
    public boolean waitsWithoutKeepAlive() {
        boolean listens = lastUse() == null || !lastUse().writing();
        return state() == TcpState.ESTABLISHED
                && holdsDescriptor()
                && listens
                && unreadSince() == null
                && network.unanswered() == null
                && Boolean.FALSE.equals(network.keepAlive());
    }

    /** Returns whether no close was recorded; the close may have been lost. */
    public boolean isOpen() {
        return closedAt() == null;
    }

    /** Returns whether the connection has ended: it is closed, or its close was lost. */
    public boolean isOver() {
        return closeLost() || state() == TcpState.CLOSED;
    }

    /** Returns whether the object was dropped: no code of the application can close it any more. */
    public boolean isCollected() {
        return collectedAt() != null;
    }

    /** Returns whether the descriptor is still open, as far as recorded. */
    public boolean holdsDescriptor() {
        return isOpen() && !closeLost() && (collectedAt() == null || ends().isChannel());
    }

    /** Returns whether the descriptor is still open, or a selector keeps it after the close. */
    public boolean takesDescriptor() {
        return kept() || holdsDescriptor();
    }

    /** Returns whether the connection was ever connected. */
    public boolean wasConnected() {
        if (foundOver() || ends().hasRemote() && states().get(0).state() != TcpState.SYN_SENT) {
            return true;
        }
        for (StateEntry stay : states()) {
            if (stay.state() != TcpState.SYN_SENT && stay.state() != TcpState.CLOSED) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether both sides have sent their FIN, in either order. */
    public boolean isShutOnBothSides() {
        return entered(TcpState.LAST_ACK).isPresent()
                || entered(TcpState.TIME_WAIT).isPresent();
    }

    /** Returns whether this side closed first and its FIN was, as far as known, never acknowledged. */
    public boolean isFinUnheard() {
        return afterClose() != null
                && afterClose().gone() != null
                && entered(TcpState.FIN_WAIT_1).isPresent()
                && entered(TcpState.FIN_WAIT_2).isEmpty()
                && entered(TcpState.CLOSING).isEmpty();
    }

    /**
     * Returns whether the application has seen only the end of stream. The application may still hold a connection that
     * the kernel has forgotten.
     */
    public boolean endedWithoutError() {
        return endOfStreamSeen() && errorAt() == null;
    }

    /** Returns when the connection entered that state for the last time. */
    public Optional<Instant> entered(TcpState state) {
        for (int i = states().size() - 1; i >= 0; i--) {
            if (states().get(i).state() == state) {
                return Optional.of(states().get(i).at());
            }
        }
        return Optional.empty();
    }

    /**
     * Returns whether the agent found the connection in that state and it stayed there until it was closed, or still
     * does.
     */
    public boolean wasFoundIn(TcpState state) {
        return beforeAgent()
                && states().get(0).state() == state
                && entered(state).equals(Optional.of(states().get(0).at()));
    }

    /** Returns how long the connection was in that state the last time; zero if it never was. */
    public Duration timeIn(TcpState state) {
        for (int i = states().size() - 1; i >= 0; i--) {
            if (states().get(i).state() == state) {
                Instant left = i + 1 < states().size() ? states().get(i + 1).at() : until();
                return Duration.between(states().get(i).at(), left);
            }
        }
        return Duration.ZERO;
    }

    /** Returns the state that the connection was in at that moment; null before its beginning. */
    public TcpState stateAt(Instant moment) {
        return states().stream()
                .filter(stay -> !stay.at().isAfter(moment))
                .map(StateEntry::state)
                .reduce((first, second) -> second)
                .orElse(null);
    }

    /** Returns when the connection entered the state that it was in just before that moment. */
    public Instant stateBefore(Instant moment) {
        return states().stream()
                .map(StateEntry::at)
                .filter(at -> at.isBefore(moment))
                .reduce((first, second) -> second)
                .orElse(openedAt());
    }

    /** Returns whether the recorded stack is the stack of the last use, and not that of an earlier one. */
    public boolean isLastUseExact() {
        return lastUse() != null && lastUse().isExact() && !stacks.lastUsed().isEmpty();
    }

    /** Returns how the last state is known. */
    public Evidence evidence() {
        return last().evidence();
    }

    private StateEntry last() {
        return states().get(states().size() - 1);
    }

    public String instance() {
        return opening.instance();
    }

    public long id() {
        return opening.id();
    }

    public SocketFact.Ends ends() {
        return opening.ends();
    }

    public Instant openedAt() {
        return opening.openedAt();
    }

    public boolean beforeAgent() {
        return opening.beforeAgent();
    }

    public boolean foundOver() {
        return opening.foundOver();
    }

    public List<StateEntry> states() {
        return trace.states();
    }

    public List<MetContradiction> contradictions() {
        return trace.contradictions();
    }

    public Instant timeWaitEnds() {
        return trace.timeWaitEnds();
    }

    public Instant until() {
        return trace.until();
    }

    public boolean shutDown() {
        return trace.shutDown();
    }

    public Moments moments() {
        return use.moments();
    }

    public SocketFact.LastUse lastUse() {
        return use.lastUse();
    }

    public Holder holder() {
        return use.holder();
    }

    public List<String> attached() {
        return use.attached();
    }

    public boolean endOfStreamSeen() {
        return use.endOfStreamSeen();
    }

    public Instant unreadSince() {
        return use.unreadSince();
    }

    public boolean neverRead() {
        return use.neverRead();
    }

    public Instant errorAt() {
        return end.errorAt();
    }

    public boolean halfClosed() {
        return end.halfClosed();
    }

    public Instant closedAt() {
        return end.closedAt();
    }

    public boolean unreadData() {
        return end.unreadData();
    }

    public boolean aborted() {
        return end.aborted();
    }

    public AfterClose afterClose() {
        return end.afterClose();
    }

    public boolean closeLost() {
        return end.closeLost();
    }

    public Instant collectedAt() {
        return descriptor.collectedAt();
    }

    public boolean listed() {
        return descriptor.listed();
    }

    public boolean kept() {
        return descriptor.kept();
    }
}
