// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.facts.SocketFact;
import io.github.lastack.facts.source.FactStream;
import io.github.lastack.facts.source.Recording;
import io.github.lastack.history.ConnectionHistory;
import io.github.lastack.history.HistoryCollector;
import io.github.lastack.history.JvmContext;
import io.github.lastack.history.JvmHistory;
import io.github.lastack.history.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The replay of the facts of JVMs, which makes the history of each connection. The facts of all JVMs arrive together in
 * the order of time. A connection is forgotten when it is over and no further fact can concern it.
 *
 * <p>Every connection is first replayed alone. If its other end was recorded, the connection is replayed once more with
 * the evidence of that end.
 */
public final class Replay {

    /* When the history of a connection is completed, by the time of the recording:
     *
     * The history of a closed connection is completed when "hold" has passed since the close. By then, its TIME_WAIT
     * has ended or its ports were used again. A peer that waited in a listener's accept queue was accepted. The kernel
     * no longer waits for the peer's FIN in FIN_WAIT_2.
     *
     * Where both ends were recorded, TIME_WAIT begins with the peer's FIN, and the end of that TIME_WAIT is awaited as
     * well. The same applies where kernel states were recorded after the close. Before that, the next kernel state is
     * awaited.
     *
     * A failed connect waits for a listing of open connections, since only a listing shows whether its descriptor is
     * open.
     *
     * All other histories are completed at the end: the connection is open, or no further fact was recorded.
     */

    /**
     * The margin for facts out of order. Racing threads are microseconds apart, and the clocks of two JVMs of one
     * machine differ by less than this margin.
     */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    /**
     * How long the next kernel state of a closed connection may take, in addition to the time that the connection takes
     * to end. The longer a table takes to read, the less often it is read.
     */
    private static final Duration SAYS_MORE = Duration.ofMinutes(10);

    private final List<Recording.Jvm> recorded;
    private final List<JvmReplay> jvms = new ArrayList<>();
    private final EndpointIndex ends = new EndpointIndex();
    private final Deque<Pending> over = new ArrayDeque<>();
    private final PriorityQueue<Pending> waiting = new PriorityQueue<>(Comparator.comparing(each -> each.deadline));
    private final Duration hold;
    private Instant now = Instant.MIN;
    private long heard;
    private HistoryDispatcher dispatcher;
    private int connections;
    private int closesLost;
    private int contradictions;
    private int unknownOpenings;
    private final Set<String> closedTo = new HashSet<>();

    /** @param timeWait how long TIME_WAIT lasts; null for the recorded time or, if none was recorded, Linux's time */
    public Replay(List<Recording.Jvm> recorded, Duration timeWait) {
        this.recorded = recorded;
        Duration longest = EndpointIndex.QUEUED;
        for (Recording.Jvm jvm : recorded) {
            JvmReplay replay = new JvmReplay(jvms.size(), jvm, timeWait);
            jvms.add(replay);
            JvmContext context = replay.history().context();
            longest = longer(longest, longer(context.timeWait(), context.finTimeout()));
        }
        hold = longest.plus(MARGIN);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Returns what is known of each JVM as a whole, in the order in which the JVMs were given. */
    public List<JvmHistory> jvms() {
        return jvms.stream().map(JvmReplay::history).toList();
    }

    /** Reads all facts, and passes the history of each connection to the collectors. */
    public Tally tell(List<? extends HistoryCollector> hearers) {
        List<JvmHistory> whole = jvms();
        hearers.forEach(collector -> collector.begin(whole));
        try (HistoryDispatcher all = new HistoryDispatcher(hearers)) {
            dispatcher = all;
            FactStream.read(recorded, this::on);
            judgeWhatIsLeft();
            dispatcher.finish();
        }
        return new Tally(connections, closesLost, contradictions, unknownOpenings, closedTo);
    }

    private void judgeWhatIsLeft() {
        List<Pending> left = new ArrayList<>();
        jvms.forEach(jvm -> left.addAll(jvm.left()));
        left.sort(Comparator.comparingLong(each -> each.number));
        now = Instant.MAX;
        left.forEach(this::judge);
    }

    private void on(int jvm, SocketFact fact) {
        if (fact.at().isAfter(now)) {
            now = fact.at();
            judgeWhatIsOver();
        }
        if (fact instanceof SocketFact.OfConnection ofConnection) {
            Pending pending = jvms.get(jvm).of(ofConnection, heard++);
            if (pending != null) {
                pending.add(ofConnection);
                note(pending, ofConnection);
            }
        } else if (fact instanceof SocketFact.AgentInfo) {
            jvms.get(jvm).listingEnds(fact.at()).forEach(this::isOver);
        }
    }

    private void judgeWhatIsOver() {
        while (!over.isEmpty() && over.peek().deadline.isBefore(now)) {
            judge(over.remove());
        }
        while (!waiting.isEmpty() && waiting.peek().deadline.isBefore(now)) {
            judge(waiting.remove());
        }
    }

    private void note(Pending pending, SocketFact.OfConnection fact) {
        if (fact instanceof SocketFact.Opened opened) {
            pending.openedAt = opened.begun();
            hasEnds(pending, opened.ends(), Pending.connects(opened));
        } else if (fact instanceof SocketFact.Established established) {
            if (pending.ends != null) {
                hasEnds(pending, pending.ends.from(established), true);
            }
        } else if (fact instanceof SocketFact.StillOpen open) {
            pending.listedAt = open.at();
            if (pending.ends == null) {
                pending.openedAt = open.openedAt();
                hasEnds(pending, open.ends(), false);
            }
        } else if (fact instanceof SocketFact.ConnectFailed failed) {
            if (pending.openedAt == null) {
                pending.openedAt = failed.begun();
            }
            pending.jvm.failed(pending);
        } else if (fact instanceof SocketFact.Closed && pending.closedAt == null) {
            pending.closedAt = fact.at();
            isOver(pending);
        } else if (fact instanceof SocketFact.Closing closing) {
            pending.closing = closing;
        } else if (fact instanceof SocketFact.Collected && pending.ends != null && !pending.ends.isChannel()) {
            isOver(pending);
        }
    }

    /**
     * Sets the ends of a connection.
     *
     * @param used whether a connection exists now, so that no other can have the same ends
     */
    private void hasEnds(Pending pending, SocketFact.Ends of, boolean used) {
        if (pending.hasBothEnds()) {
            ends.remove(pending);
        }
        pending.ends = of;
        if (pending.hasBothEnds()) {
            ends.add(pending);
            if (used) {
                ends.used(pending);
            }
        }
    }

    private void isOver(Pending pending) {
        if (pending.deadline == null) {
            pending.deadline = now.plus(hold);
            over.add(pending);
        }
    }

    private void judge(Pending pending) {
        if (pending.closing != null
                && pending.closing.goesOn()
                && waits(pending, pending.closing.at().plus(hold).plus(SAYS_MORE))) {
            return;
        }
        ConnectionReplay alone = pending.live(null);
        if (alone == null) {
            unknownOpenings++;
            pending.facts.stream()
                    .filter(SocketFact.Closed.class::isInstance)
                    .map(fact -> ((SocketFact.Closed) fact).remote())
                    .filter(remote -> !remote.isEmpty())
                    .forEach(closedTo::add);
            forget(pending);
            return;
        }
        if (pending.jvm.isNothing(pending, alone)) {
            forget(pending);
            return;
        }
        ConnectionHistory history = pending.jvm.history(pending, alone);
        if (pending.mirror == null) {
            ends.match(pending);
            pending.mirror = mirror(pending.partner);
        }
        if (pending.partner != null) {
            pending.partner.mirror = PeerEvidence.ofSound(history);
            pending.partner.partner = null;
            pending.partner = null;
        }
        if (pending.mirror != null) {
            history = pending.jvm.history(pending, pending.live(pending.mirror));
        }
        boolean isLate = pending.mirror != null || pending.closing != null;
        if (isLate && history.timeWaitEnds() != null && waits(pending, history.timeWaitEnds())) {
            return;
        }
        tell(history);
        forget(pending);
    }

    /** Defers the completion of a history until the given time; returns false if that time has passed. */
    private boolean waits(Pending pending, Instant until) {
        if (!until.isAfter(now)) {
            return false;
        }
        pending.deadline = until;
        waiting.add(pending);
        return true;
    }

    /** Returns the evidence of the other end, by the facts read so far; null if there is none. */
    private static PeerEvidence mirror(Pending other) {
        ConnectionReplay alone = other == null ? null : other.live(null);
        return alone == null ? null : PeerEvidence.ofSound(other.jvm.history(other, alone));
    }

    private void tell(ConnectionHistory history) {
        connections++;
        closesLost += history.closeLost() ? 1 : 0;
        contradictions += history.contradictions().size();
        dispatcher.of(history);
    }

    private void forget(Pending pending) {
        pending.jvm.forget(pending);
        if (pending.hasBothEnds()) {
            ends.remove(pending);
        }
    }
}
