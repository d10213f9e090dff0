// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.model.Evidence;
import io.github.lastack.model.Role;
import io.github.lastack.model.TcpMachine;
import io.github.lastack.model.TcpSignal;
import io.github.lastack.model.TcpState;
import io.github.lastack.model.Transition;
import io.github.lastack.replay.SocketFact.Ends;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One connection while its facts are replayed. States come from {@link TcpMachine} and from nowhere else.
 *
 * <p>Two threads may record facts about one connection at nearly the same time, so their order is right only to some
 * microseconds: the opening is always taken first, and time never runs backwards.
 */
final class Life {
    /** The frames below a close that the JDK itself calls, since the object was dropped. */
    private static final List<String> COLLECTORS =
            List.of("java.lang.ref.Finalizer", "java.lang.ref.Cleaner", "jdk.internal.ref.");

    /**
     * Below a shutdown by which an SSLSocket itself answers the peer's close_notify, or a FIN without one: the
     * application has done no more than read.
     */
    private static final String TLS_READ = "sun.security.ssl.SSLSocketImpl$AppInputStream.";

    private final Recording.Jvm jvm;
    private final long id;
    private final Mirrors.Mirror mirror;
    private final Map<Long, List<String>> sites;
    private final int depth;
    private final Duration finTimeout;

    private final TcpMachine machine = new TcpMachine();
    private final List<ConnectionHistory.Stay> states = new ArrayList<>();
    private Ends ends;
    private Instant openedAt;
    private List<String> opened = List.of();
    private List<String> endOfStream = List.of();
    private List<String> shutDown = List.of();
    private List<String> lastUsed = List.of();
    private List<String> closed = List.of();
    private boolean endOfStreamSeen;
    private boolean halfClosed;
    private Instant errorAt;
    private Instant closedAt;
    private boolean unreadData;
    private Instant unreadSince;
    private Instant collectedAt;
    private boolean connectFailed;

    /**
     * @param mirror what was recorded of the other end; null if nothing was
     * @param finTimeout how long the kernel keeps a closed connection in FIN_WAIT_2
     */
    Life(
            Recording.Jvm jvm,
            long id,
            Mirrors.Mirror mirror,
            Map<Long, List<String>> sites,
            int depth,
            Duration finTimeout) {
        this.jvm = jvm;
        this.id = id;
        this.mirror = mirror;
        this.sites = sites;
        this.depth = depth;
        this.finTimeout = finTimeout;
    }

    /** @return false if the facts do not tell what connection it was */
    boolean live(List<SocketFact.OfConnection> facts) {
        List<SocketFact.OfConnection> ordered = new ArrayList<>(facts);
        ordered.sort(Comparator.comparing(fact -> !(fact instanceof SocketFact.Opened)));
        if (!(ordered.get(0) instanceof SocketFact.Opened) && !beginsWithout(ordered)) {
            return false;
        }
        ordered.forEach(this::hear);
        mirrorFallsSilent();
        timeWaitElapses();
        return true;
    }

    /** The opening was not recorded: a connect that failed has none, and an old connection is known from a listing. */
    private boolean beginsWithout(List<SocketFact.OfConnection> facts) {
        for (SocketFact.OfConnection fact : facts) {
            if (fact instanceof SocketFact.ConnectFailed failed) {
                begin(failed.ends(), failed.begun(), failed.createdSite(), failed.stack());
                take(failed.begun(), machine.hear(TcpSignal.CONNECT_BEGUN));
                return true;
            }
        }
        for (SocketFact.OfConnection fact : facts) {
            if (fact instanceof SocketFact.StillOpen open) {
                begin(open.ends(), open.openedAt(), open.openedSite(), List.of());
                adopt(open, facts.get(0));
                return true;
            }
        }
        return false;
    }

    /** What was recorded before the listing is replayed, and must not be known beforehand. */
    private void adopt(SocketFact.StillOpen open, SocketFact.OfConnection first) {
        if (!open.connected() && open.ends().hasRemote()) {
            take(open.openedAt(), machine.hear(TcpSignal.CONNECT_BEGUN));
            if (open.state() == TcpState.CLOSED) {
                connectFailed = true;
                take(open.stateSince(), machine.hear(TcpSignal.CONNECT_FAILED));
            }
            return;
        }
        boolean moved = first != open && open.stateSince().isAfter(jvm.start());
        TcpState state = open.state() == null || moved ? TcpState.ESTABLISHED : open.state();
        take(moved ? open.openedAt() : open.stateSince(), machine.adopt(state));
    }

    private void begin(Ends of, Instant at, long createdSite, List<String> stack) {
        List<String> created = sites.getOrDefault(createdSite, List.of());
        ends = of;
        openedAt = at;
        opened = created.isEmpty() ? stack : created;
    }

    private void hear(SocketFact.OfConnection fact) {
        if (fact instanceof SocketFact.Opened open) {
            open(open);
        } else if (fact instanceof SocketFact.Established established) {
            ends = new Ends(
                    ends.role(), ends.api(), ends.host(), established.local(), established.localPort(), ends.remote());
            take(fact.at(), machine.hear(TcpSignal.CONNECTED));
        } else if (fact instanceof SocketFact.ConnectFailed) {
            connectFailed = true;
            take(fact.at(), machine.hear(TcpSignal.CONNECT_FAILED));
        } else if (fact instanceof SocketFact.EndOfStream end) {
            endOfStreamSeen = true;
            endOfStream = end.stack();
            take(fact.at(), machine.endOfStream(end.kernel()));
        } else if (fact instanceof SocketFact.Failed failed) {
            errorAt = failed.at();
            lastUsed = failed.stack();
            take(fact.at(), machine.failed(failed.kernel()));
        } else if (fact instanceof SocketFact.Shutdown shutdown) {
            shutDown(shutdown);
        } else if (fact instanceof SocketFact.Closed close) {
            close(close);
        } else if (fact instanceof SocketFact.Collected) {
            collect(fact.at());
        } else if (fact instanceof SocketFact.Probed probed) {
            take(fact.at(), machine.kernelSays(probed.kernel()));
        } else if (fact instanceof SocketFact.StillOpen open) {
            listed(open);
        }
    }

    private void open(SocketFact.Opened open) {
        begin(open.ends(), open.begun(), open.createdSite(), open.stack());
        if (open.ends().role() == Role.SERVER) {
            take(open.at(), machine.hear(TcpSignal.ACCEPTED));
            return;
        }
        take(open.begun(), machine.hear(TcpSignal.CONNECT_BEGUN));
        if (open.state() != TcpState.SYN_SENT) {
            take(open.at(), machine.hear(TcpSignal.CONNECTED));
        }
    }

    /** Shutting down the input once its end was read changes nothing. */
    private void shutDown(SocketFact.Shutdown shutdown) {
        lastUsed = shutdown.stack();
        boolean output = shutdown.output();
        boolean byApplication = shutdown.stack().stream().noneMatch(frame -> frame.startsWith(TLS_READ));
        if (byApplication && !halfClosed && (output || !endOfStreamSeen)) {
            halfClosed = true;
            shutDown = shutdown.stack();
        }
        take(shutdown.at(), output ? machine.outputShut(shutdown.kernel()) : machine.kernelSays(shutdown.kernel()));
    }

    /** Of a dropped channel the descriptor is lost, that of a dropped Socket is closed by the JDK's cleaner. */
    private void collect(Instant at) {
        if (closedAt != null || collectedAt != null) {
            return;
        }
        collectedAt = at;
        if (!ends.isChannel()) {
            infer(at, machine.closed(null, false, -1));
        }
    }

    private void close(SocketFact.Closed close) {
        if (closedAt != null) {
            return;
        }
        closedAt = close.at();
        closed = close.stack();
        unreadData = close.unreadData();
        if (close.stack().stream().anyMatch(frame -> COLLECTORS.stream().anyMatch(frame::startsWith))) {
            collectedAt = close.at();
        }
        take(close.at(), machine.kernelSays(close.kernel()));
        boolean reset = close.unreadData() || close.linger() == 0;
        if (mirror != null && !reset && closesFirst()) {
            take(close.at(), machine.hear(TcpSignal.LOCAL_FIN));
            infer(close.at(), machine.kernelSays(TcpState.FIN_WAIT_2));
        } else {
            take(close.at(), machine.closed(null, close.unreadData(), close.linger()));
        }
    }

    private boolean closesFirst() {
        return switch (machine.state()) {
            case SYN_RECEIVED, ESTABLISHED, FIN_WAIT_1, FIN_WAIT_2 -> true;
            default -> false;
        };
    }

    private void listed(SocketFact.StillOpen open) {
        if (closedAt != null) {
            return;
        }
        if (opened.isEmpty()) {
            opened = sites.getOrDefault(open.openedSite(), List.of());
        }
        if (open.endOfStreamSeen() && !endOfStreamSeen) {
            endOfStreamSeen = true;
            endOfStream = sites.getOrDefault(open.endOfStreamSite(), List.of());
        }
        // Reads are looked at only now and then: where no data waits, that one was is luck, and would tell alike leaks
        // apart.
        if (open.lastUsedSite() != 0 && open.unreadSince() != null && errorAt == null) {
            lastUsed = sites.getOrDefault(open.lastUsedSite(), lastUsed);
        }
        unreadSince = open.unreadSince();
        take(open.at(), machine.kernelSays(open.kernel()));
    }

    /** This side has closed first, and waits for what the other end is known to do; the kernel does not wait for long. */
    private void mirrorFallsSilent() {
        if (mirror == null || closedAt == null || machine.state() != TcpState.FIN_WAIT_2) {
            return;
        }
        Instant given = closedAt.plus(finTimeout);
        boolean inTime = mirror.fallsSilent() != null && mirror.fallsSilent().isBefore(given);
        Instant at = !inTime ? given : mirror.fallsSilent().isBefore(closedAt) ? closedAt : mirror.fallsSilent();
        if (!at.isAfter(jvm.end())) {
            infer(at, machine.hear(inTime && !mirror.reset() ? TcpSignal.PEER_FIN : TcpSignal.RESET));
        }
    }

    private void timeWaitElapses() {
        if (machine.state() != TcpState.TIME_WAIT) {
            return;
        }
        Instant elapsed = states.get(states.size() - 1).at().plusNanos(TcpMachine.LINUX_TIME_WAIT_NANOS);
        if (!elapsed.isAfter(jvm.end())) {
            take(elapsed, machine.hear(TcpSignal.TIME_WAIT_ELAPSED));
        }
    }

    private void take(Instant at, List<Transition> transitions) {
        transitions.forEach(transition -> stay(transition.to(), at, transition.evidence()));
    }

    /** What no call on this connection returned, and no kernel said. */
    private void infer(Instant at, List<Transition> transitions) {
        transitions.forEach(transition -> stay(transition.to(), at, Evidence.INFERRED));
    }

    private void stay(TcpState state, Instant at, Evidence evidence) {
        Instant before = states.isEmpty() ? at : states.get(states.size() - 1).at();
        states.add(new ConnectionHistory.Stay(state, at.isBefore(before) ? before : at, evidence));
    }

    Instant openedAt() {
        return openedAt;
    }

    int contradictions() {
        return machine.contradictions();
    }

    /** Whether, for all that was recorded, the descriptor still belongs to someone. */
    boolean isUnclosed() {
        return closedAt == null && collectedAt == null && !connectFailed;
    }

    /** A descriptor that was made and not, or not yet, connected: closing it is no event, it only leaves the listing. */
    boolean isMerelyMade() {
        return collectedAt == null && !connectFailed && ends.role() == Role.CLIENT && !ends.hasRemote();
    }

    ConnectionHistory history(boolean listed, boolean closeLost) {
        return new ConnectionHistory(
                jvm.instance(),
                id,
                ends,
                openedAt,
                List.copyOf(states),
                new ConnectionHistory.Stacks(cut(opened), cut(endOfStream), cut(shutDown), cut(lastUsed), cut(closed)),
                endOfStreamSeen,
                errorAt,
                closedAt,
                unreadData,
                halfClosed,
                unreadSince,
                collectedAt,
                listed,
                closeLost,
                jvm.end());
    }

    private List<String> cut(List<String> stack) {
        return stack.size() <= depth ? stack : stack.subList(0, depth);
    }
}
