// SPDX-License-Identifier: Apache-2.0
// Copyright the Lastack authors
package io.github.lastack.replay;

import io.github.lastack.model.Role;
import io.github.lastack.model.TcpMachine;
import io.github.lastack.model.TcpSignal;
import io.github.lastack.model.TcpState;
import io.github.lastack.model.Transition;
import io.github.lastack.replay.SocketFact.Ends;
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
    private final Recording.Jvm jvm;
    private final long id;
    private final Map<Long, List<String>> sites;
    private final int depth;

    private final TcpMachine machine = new TcpMachine();
    private final List<ConnectionHistory.Stay> states = new ArrayList<>();
    private Ends ends;
    private Instant openedAt;
    private List<String> opened = List.of();
    private List<String> endOfStream = List.of();
    private List<String> lastUsed = List.of();
    private List<String> closed = List.of();
    private boolean endOfStreamSeen;
    private Instant errorAt;
    private Instant closedAt;
    private boolean unreadData;
    private boolean collected;
    private boolean connectFailed;

    Life(Recording.Jvm jvm, long id, Map<Long, List<String>> sites, int depth) {
        this.jvm = jvm;
        this.id = id;
        this.sites = sites;
        this.depth = depth;
    }

    /** @return false if the facts do not tell what connection it was */
    boolean live(List<SocketFact.OfConnection> facts) {
        List<SocketFact.OfConnection> ordered = new ArrayList<>(facts);
        ordered.sort(Comparator.comparing(fact -> !(fact instanceof SocketFact.Opened)));
        if (!(ordered.get(0) instanceof SocketFact.Opened) && !beginsWithout(ordered)) {
            return false;
        }
        ordered.forEach(this::hear);
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
            lastUsed = shutdown.stack();
            take(
                    fact.at(),
                    shutdown.output() ? machine.outputShut(shutdown.kernel()) : machine.kernelSays(shutdown.kernel()));
        } else if (fact instanceof SocketFact.Closed close) {
            close(close);
        } else if (fact instanceof SocketFact.Collected) {
            collected = closedAt == null;
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

    private void close(SocketFact.Closed close) {
        if (closedAt != null) {
            return;
        }
        closedAt = close.at();
        closed = close.stack();
        unreadData = close.unreadData();
        take(close.at(), machine.closed(close.kernel(), close.unreadData(), close.linger()));
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
        take(open.at(), machine.kernelSays(open.kernel()));
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
        for (Transition transition : transitions) {
            Instant before =
                    states.isEmpty() ? at : states.get(states.size() - 1).at();
            states.add(new ConnectionHistory.Stay(
                    transition.to(), at.isBefore(before) ? before : at, transition.evidence()));
        }
    }

    Instant openedAt() {
        return openedAt;
    }

    int contradictions() {
        return machine.contradictions();
    }

    /** Whether, for all that was recorded, the descriptor still belongs to someone. */
    boolean isUnclosed() {
        return closedAt == null && !collected && !connectFailed;
    }

    ConnectionHistory history(boolean closeLost) {
        return new ConnectionHistory(
                jvm.instance(),
                id,
                ends,
                openedAt,
                List.copyOf(states),
                new ConnectionHistory.Stacks(cut(opened), cut(endOfStream), cut(lastUsed), cut(closed)),
                endOfStreamSeen,
                errorAt,
                closedAt,
                unreadData,
                collected,
                closeLost,
                jvm.end());
    }

    private List<String> cut(List<String> stack) {
        return stack.size() <= depth ? stack : stack.subList(0, depth);
    }
}
