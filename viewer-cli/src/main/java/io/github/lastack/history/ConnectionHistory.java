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
 * One connection's whole life, as far as it was recorded.
 *
 * @param network what it had to do with its peer and the way there
 */
public record ConnectionHistory(
        Opening opening, StateTrace trace, Stacks stacks, Use use, End end, Descriptor descriptor, Network network)
        implements Subject {

    /**
     * Which connection it is, and how it began.
     *
     * @param openedAt when it was found, where it was open before the agent came
     * @param beforeAgent whether it was open before the agent came, so that its opening, and how long it had been in
     *     the state in which it was found, are not known
     * @param foundOver whether the agent found the descriptor of a connection that was over by then, which its states
     *     do not tell
     */
    public record Opening(
            String instance, long id, SocketFact.Ends ends, Instant openedAt, boolean beforeAgent, boolean foundOver) {}

    /**
     * The states of a connection, and what limits the knowledge of them.
     *
     * @param states never empty
     * @param contradictions what could not be true of the state that it met
     * @param timeWaitEnds when it is over with its TIME_WAIT, by time or since its ports are used again, maybe after
     *     what was recorded; null if it was never in it
     * @param until the end of what is known of its JVM
     * @param shutDown whether its JVM began to shut down then: what closes it later is left out
     */
    public record StateTrace(
            List<StateEntry> states,
            List<MetContradiction> contradictions,
            Instant timeWaitEnds,
            Instant until,
            boolean shutDown) {}

    /**
     * How a connection was used, and by whom.
     *
     * @param moments when those were taken of them that may be taken at any time
     * @param lastUse as it was when it was listed last; null if it was not used, or that was not recorded
     * @param holder the thread that used it last, and no other since, when it was stuck; null if that is not known
     * @param attached the classes of what a selector or an event loop has attached to it, in the order in which they
     *     see what is read; those of lambdas end with {@link #LAMBDA}
     * @param endOfStreamSeen whether a read has returned -1
     * @param unreadSince since when received data waits that nobody reads; null if none does
     * @param neverRead whether no read has returned anything, for all that was recorded; known of open ones only
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
     * @param afterClose what the kernel was seen to do once its descriptor had gone; null for nothing
     * @param closeLost whether the agent no longer knew it while it never recorded its close: that event was lost
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
     * @param listed whether the agent's newest listing of what is open has it
     * @param kept whether a selector kept the descriptor, after the close, for all that was recorded
     */
    public record Descriptor(Instant collectedAt, boolean listed, boolean kept) {}

    public static final String LAMBDA = "$$Lambda";

    /**
     * A thread that holds the connection.
     *
     * @param at when it was asked
     * @param thread its name
     * @param stack where it was then, innermost frame first
     */
    public record Holder(Instant at, String thread, List<String> stack) {}

    /**
     * What a connection had to do with its peer and the way there.
     *
     * @param unanswered what it had sent without an answer when that was recorded last; null if nothing
     * @param error what its first read or write that failed was told; null if none failed
     * @param keepAlive whether SO_KEEPALIVE is set; null where that was not recorded
     * @param connectTimeout for how long a thread waits in connect: zero for as long as the kernel tries; null if none
     *     waits there, or that was not recorded
     */
    public record Network(Unanswered unanswered, SocketError error, Boolean keepAlive, Duration connectTimeout) {}

    /**
     * What was sent again and again, and nobody has answered.
     *
     * @param since when that was found first: it began before
     * @param until when it was recorded last
     * @param retransmits how often the oldest segment was sent again: data, a SYN or a FIN
     * @param probes of a shut window, or of SO_KEEPALIVE
     */
    public record Unanswered(Instant since, Instant until, int retransmits, int probes) {
        /** How often it was tried. */
        public int tries() {
            return retransmits + probes;
        }
    }

    /** The beginning of the connection's stay in a state. */
    public record StateEntry(TcpState state, Instant at, Evidence evidence) {}

    /**
     * What the kernel was seen to do with a connection once its descriptor had gone.
     *
     * @param unacknowledged when it last waited for the acknowledgement of its FIN; null if it never did
     * @param retransmits how often the FIN had been sent again by then
     * @param seen when it was seen last
     * @param gone when it was gone, other than by TIME_WAIT; null if it was not
     */
    public record AfterClose(Instant unacknowledged, int retransmits, Instant seen, Instant gone) {}

    /** What could not be true of the state that it met, and when it was recorded. */
    public record MetContradiction(Instant at, Contradiction what) {}

    /**
     * The stacks that matter, innermost frame first; empty where there is none.
     *
     * @param made where the thread that opened it had made the channel, in an earlier call, which on an event loop is
     * another task
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

        /** Whether it was last used elsewhere than where its stream was read to the end, or shut down. */
        public boolean isLastUsedAnother() {
            return !lastUsed.equals(shutDown) && !lastUsed.equals(endOfStream);
        }

        /** One of each kind; empty where there is none. */
        public List<List<String>> all() {
            return List.of(made, opened, endOfStream, shutDown, lastUsed, lastWritten, closed);
        }

        /** Whether another stack than those of the last use is that of the newest write. */
        public boolean isLastWrittenAnother() {
            return !lastWritten.equals(lastUsed) && !lastWritten.equals(shutDown);
        }

        /** What was done last: the later the kind, the later in a connection's life. */
        public List<String> last() {
            return Stream.of(closed, shutDown, endOfStream, lastUsed, opened)
                    .filter(stack -> !stack.isEmpty())
                    .findFirst()
                    .orElse(List.of());
        }
    }

    /** When each stack was taken; null where that was not recorded, or there is no such stack. */
    public record Moments(Instant endOfStream, Instant shutDown, Instant lastUsed) {}

    public Role role() {
        return ends().role();
    }

    public String remote() {
        return ends().remote();
    }

    /** The state at the end of the recording. */
    public TcpState state() {
        return last().state();
    }

    /** How long the connection has been in its last state when the recording ends. */
    public Duration inState() {
        return Duration.between(last().at(), until());
    }

    /** When the last state was entered. */
    public Instant since() {
        return last().at();
    }

    /** How many SYNs it has sent while nobody answers; 0 where that is not so, or was not recorded. */
    public int synsSent() {
        boolean isRecorded = network.keepAlive() != null;
        if (state() != TcpState.SYN_SENT || !isRecorded) {
            return 0;
        }
        return 1 + (network.unanswered() == null ? 0 : network.unanswered().retransmits());
    }

    /** Whether it has ended since the peer could not be reached any more, and not by a reset. */
    public boolean hasGivenUp() {
        return network.error() == SocketError.TIMED_OUT || network.error() == SocketError.UNREACHABLE;
    }

    /**
     * Whether this side waits for the peer alone, and nothing would tell it that the peer is gone: it has nothing to
     * send, and no SO_KEEPALIVE asks.
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

    /** Whether nobody has called close; the recording may have lost it, though. */
    public boolean isOpen() {
        return closedAt() == null;
    }

    /** Whether nothing more is to come of it: it is closed, or its close was lost. */
    public boolean isOver() {
        return closeLost() || state() == TcpState.CLOSED;
    }

    /** Whether the object was dropped: no code of the application can close it any more. */
    public boolean isCollected() {
        return collectedAt() != null;
    }

    /** Whether the descriptor is still there, for all that was recorded. */
    public boolean holdsDescriptor() {
        return isOpen() && !closeLost() && (collectedAt() == null || ends().isChannel());
    }

    /** The same, also where it is closed and a selector has it. */
    public boolean takesDescriptor() {
        return kept() || holdsDescriptor();
    }

    /** Whether there ever was a connection, and not only an attempt at one. */
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

    /** Whether both sides have sent their FIN, this one after the peer's or before it. */
    public boolean isShutOnBothSides() {
        return entered(TcpState.LAST_ACK).isPresent()
                || entered(TcpState.TIME_WAIT).isPresent();
    }

    /** Whether it closed first, and that was never acknowledged, for all that is known. */
    public boolean isFinUnheard() {
        return afterClose() != null
                && afterClose().gone() != null
                && entered(TcpState.FIN_WAIT_1).isPresent()
                && entered(TcpState.FIN_WAIT_2).isEmpty()
                && entered(TcpState.CLOSING).isEmpty();
    }

    /** The end of the stream is all that the application was told, and it may still hold what the kernel is done with. */
    public boolean endedWithoutError() {
        return endOfStreamSeen() && errorAt() == null;
    }

    /** When the connection entered that state for the last time. */
    public Optional<Instant> entered(TcpState state) {
        for (int i = states().size() - 1; i >= 0; i--) {
            if (states().get(i).state() == state) {
                return Optional.of(states().get(i).at());
            }
        }
        return Optional.empty();
    }

    /** Whether the agent found it in that state, and it has not left that since, or had not until it was closed. */
    public boolean wasFoundIn(TcpState state) {
        return beforeAgent()
                && states().get(0).state() == state
                && entered(state).equals(Optional.of(states().get(0).at()));
    }

    /** How long the connection was in that state the last time; zero if it never was. */
    public Duration timeIn(TcpState state) {
        for (int i = states().size() - 1; i >= 0; i--) {
            if (states().get(i).state() == state) {
                Instant left = i + 1 < states().size() ? states().get(i + 1).at() : until();
                return Duration.between(states().get(i).at(), left);
            }
        }
        return Duration.ZERO;
    }

    /** The state that the connection was in at that moment; null before its beginning. */
    public TcpState stateAt(Instant moment) {
        return states().stream()
                .filter(stay -> !stay.at().isAfter(moment))
                .map(StateEntry::state)
                .reduce((first, second) -> second)
                .orElse(null);
    }

    /** When the state was entered that the connection was in just before. */
    public Instant stateBefore(Instant moment) {
        return states().stream()
                .map(StateEntry::at)
                .filter(at -> at.isBefore(moment))
                .reduce((first, second) -> second)
                .orElse(openedAt());
    }

    /** Whether the stack of the last use is its own, and not that of an earlier one. */
    public boolean isLastUseExact() {
        return lastUse() != null && lastUse().isExact() && !stacks.lastUsed().isEmpty();
    }

    /** How the last state is known. */
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
